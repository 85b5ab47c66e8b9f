//! Enough of JSON for the agent, so that it needs no crate. `serde_json` takes this place in a larger one.

use std::fmt;

#[derive(Clone, Debug, PartialEq)]
pub enum Json {
    Null,
    Bool(bool),
    Number(f64),
    Text(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

const DEEPEST: usize = 50;

impl Json {
    pub fn parse(text: &str) -> Option<Json> {
        let mut reader = Reader {
            rest: text.trim_start(),
            depth: 0,
        };
        let value = reader.value()?;
        reader.rest.is_empty().then_some(value)
    }

    pub fn text(text: &str) -> Json {
        Json::Text(text.to_owned())
    }

    pub fn object<const N: usize>(members: [(&str, Json); N]) -> Json {
        Json::Object(
            members
                .map(|(name, value)| (name.to_owned(), value))
                .to_vec(),
        )
    }

    /// The member of an object or, for a number, the item of a list.
    pub fn get(&self, name: &str) -> Option<&Json> {
        match self {
            Json::Object(members) => members
                .iter()
                .find(|(found, _)| found == name)
                .map(|(_, value)| value),
            Json::List(items) => items.get(name.parse::<usize>().ok()?),
            _ => None,
        }
    }

    pub fn as_text(&self) -> Option<&str> {
        if let Json::Text(text) = self {
            Some(text)
        } else {
            None
        }
    }

    pub fn as_list(&self) -> Option<&[Json]> {
        if let Json::List(items) = self {
            Some(items)
        } else {
            None
        }
    }
}

impl fmt::Display for Json {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Json::Null => out.write_str("null"),
            Json::Bool(value) => write!(out, "{value}"),
            Json::Number(value) => write!(out, "{value}"),
            Json::Text(text) => quoted(text, out),
            Json::List(items) => {
                out.write_str("[")?;
                for (index, item) in items.iter().enumerate() {
                    write!(out, "{}{item}", if index > 0 { ", " } else { "" })?;
                }
                out.write_str("]")
            }
            Json::Object(members) => {
                out.write_str("{")?;
                for (index, (name, value)) in members.iter().enumerate() {
                    out.write_str(if index > 0 { ", " } else { "" })?;
                    quoted(name, out)?;
                    write!(out, ": {value}")?;
                }
                out.write_str("}")
            }
        }
    }
}

fn quoted(text: &str, out: &mut fmt::Formatter) -> fmt::Result {
    out.write_str("\"")?;
    for character in text.chars() {
        match character {
            '"' | '\\' => write!(out, "\\{character}")?,
            '\0'..='\x1f' => write!(out, "\\u{:04x}", character as u32)?,
            _ => write!(out, "{character}")?,
        }
    }
    out.write_str("\"")
}

struct Reader<'a> {
    rest: &'a str,
    depth: usize,
}

impl<'a> Reader<'a> {
    /// Takes the token and the space after it.
    fn take(&mut self, token: &str) -> Option<()> {
        self.rest = self
            .rest
            .strip_prefix(token)?
            .trim_start_matches([' ', '\t', '\n', '\r']);
        Some(())
    }

    fn value(&mut self) -> Option<Json> {
        match self.rest.chars().next()? {
            '{' => self
                .items('{', '}', |reader| {
                    let name = reader.string()?;
                    reader.take(":")?;
                    Some((name, reader.value()?))
                })
                .map(Json::Object),
            '[' => self.items('[', ']', Reader::value).map(Json::List),
            '"' => self.string().map(Json::Text),
            'n' => self.take("null").map(|_| Json::Null),
            't' => self.take("true").map(|_| Json::Bool(true)),
            'f' => self.take("false").map(|_| Json::Bool(false)),
            _ => {
                let end = self
                    .rest
                    .find(|c: char| !c.is_ascii_digit() && !"+-.eE".contains(c))
                    .unwrap_or(self.rest.len());
                let number = self.rest[..end]
                    .parse()
                    .ok()
                    .filter(|number: &f64| number.is_finite())?;
                let token = &self.rest[..end];
                self.take(token)?;
                Some(Json::Number(number))
            }
        }
    }

    fn items<T>(
        &mut self,
        open: char,
        close: char,
        item: fn(&mut Reader<'a>) -> Option<T>,
    ) -> Option<Vec<T>> {
        self.depth += 1;
        self.take(&open.to_string())?;
        let mut items = Vec::new();
        while self.depth <= DEEPEST && (!items.is_empty() || !self.rest.starts_with(close)) {
            items.push(item(self)?);
            if self.take(",").is_none() {
                break;
            }
        }
        self.depth -= 1;
        self.take(&close.to_string())?;
        Some(items)
    }

    fn string(&mut self) -> Option<String> {
        let mut text = String::new();
        let mut rest = self.rest.strip_prefix('"')?.chars();
        loop {
            match rest.next()? {
                '"' => break,
                '\\' => text.push(match rest.next()? {
                    'n' => '\n',
                    't' => '\t',
                    'r' => '\r',
                    'b' => '\u{8}',
                    'f' => '\u{c}',
                    'u' => unicode(&mut rest)?,
                    other if "\"\\/".contains(other) => other,
                    _ => return None,
                }),
                character if character < ' ' => return None,
                character => text.push(character),
            }
        }
        self.rest = rest.as_str();
        self.take("")?;
        Some(text)
    }
}

/// What `\u` escapes; the second half of a pair follows as another escape.
fn unicode(rest: &mut std::str::Chars) -> Option<char> {
    let mut unit = || {
        let digits: String = rest.by_ref().take(4).collect();
        if digits.len() == 4 {
            u32::from_str_radix(&digits, 16).ok()
        } else {
            None
        }
    };
    let first = unit()?;
    if !(0xd800..0xdc00).contains(&first) {
        return char::from_u32(first);
    }
    let mark: String = rest.by_ref().take(2).collect();
    let digits: String = rest.by_ref().take(4).collect();
    let second = u32::from_str_radix(&digits, 16)
        .ok()
        .filter(|second| (0xdc00..0xe000).contains(second))?;
    if mark == "\\u" {
        char::from_u32(0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00))
    } else {
        None
    }
}
