//! Width and height of a picture from its header.
