// Links work without this. It adds a button that copies, and the system's own sharing.
const each = (name, can, act) => {
  if (can)
    for (const b of document.querySelectorAll(name)) {
      b.hidden = 0;
      b.onclick = () => act(b, b.dataset);
    }
};
each(".smo-copy", navigator.clipboard, (b, { url, done }) =>
  navigator.clipboard.writeText(url).then(
    () => (b.closest("nav,figure").querySelector("[role=status]").textContent = b.lastChild.textContent = done),
    () => prompt("", url),
  ),
);
each(".smo-native", navigator.share, (b, { url, title }) => navigator.share({ url, title }).catch(() => {}));
