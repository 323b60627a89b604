//! TOML as the tree that `yaml` makes, so that one reader understands both. The only file that
//! names the parser.

use toml::de::{DeTable, DeValue};

use super::source::Span;
use super::yaml::{Broken, Entry, Node, Value};

/// Parses one document.
pub fn parse(text: &str) -> Result<Node, Broken> {
    match DeTable::parse(text) {
        Ok(table) => Ok(Node { value: map(table.get_ref(), text), span: Span::new(0, text.len()) }),
        Err(error) => {
            let span = error.span().map_or(Span::new(0, 0), Span::from);
            Err(Broken { message: error.message().lines().next().unwrap_or_default().to_owned(), span })
        }
    }
}

/// In the order of the file, as authors know it.
fn map(table: &DeTable, text: &str) -> Value {
    let mut entries: Vec<Entry> = table
        .iter()
        .map(|(key, value)| Entry {
            key: key.get_ref().to_string(),
            key_span: Span::from(key.span()),
            value: Node { value: value_of(value.get_ref(), value.span(), text), span: Span::from(value.span()) },
        })
        .collect();
    entries.sort_by_key(|entry| entry.key_span.start);
    Value::Map(entries)
}

fn value_of(value: &DeValue, at: std::ops::Range<usize>, text: &str) -> Value {
    let written = || text.get(at.clone()).unwrap_or_default().to_owned();
    match value {
        DeValue::String(words) => Value::Text(words.to_string()),
        DeValue::Boolean(flag) => Value::Bool(*flag),
        DeValue::Integer(number) => {
            i64::from_str_radix(number.as_str(), number.radix()).map_or_else(|_| Value::Text(written()), Value::Int)
        }
        DeValue::Float(number) => number.as_str().parse().map_or_else(|_| Value::Text(written()), Value::Float),
        DeValue::Datetime(_) => Value::Text(written()),
        DeValue::Array(items) => Value::List(
            items.iter().map(|item| Node { value: value_of(item.get_ref(), item.span(), text), span: Span::from(item.span()) }).collect(),
        ),
        DeValue::Table(table) => map(table, text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tree_is_that_of_yaml_and_knows_its_bytes() {
        let text = "title = \"Größe\"\ndate = 2024-01-02T07:32:00Z\ndraft = true\nweight = 3\n[taxonomies]\ntags = [\"a\", 'b']\n";
        let root = parse(text).unwrap();
        let at = |node: &Node| &text[node.span.range()];
        assert_eq!(root.get("title").unwrap().as_text(), Some("Größe"));
        assert_eq!(root.get("date").unwrap().as_text(), Some("2024-01-02T07:32:00Z"));
        assert_eq!((&root.get("draft").unwrap().value, &root.get("weight").unwrap().value), (&Value::Bool(true), &Value::Int(3)));
        assert_eq!(at(&root.get("taxonomies").unwrap().get("tags").unwrap().as_list().unwrap()[1]), "'b'");
        assert_eq!(root.as_map().unwrap()[0].key, "title");
    }

    #[test]
    fn broken_toml_says_where() {
        let broken = parse("title = \"a\"\ndate =\n").unwrap_err();
        assert!(!broken.message.is_empty() && broken.span.start >= 11, "{broken:?}");
    }
}
