//! Elements written as text.

/// An XML text that grows element by element.
#[derive(Default)]
pub struct Xml {
    text: String,
    open: Vec<&'static str>,
}

impl Xml {
    /// Begins an element.
    pub fn open(&mut self, name: &'static str, attributes: &[(&str, &str)]) {
        self.tag(name, attributes, false);
        self.open.push(name);
    }

    /// Ends the innermost open element.
    pub fn close(&mut self) {
        if let Some(name) = self.open.pop() {
            self.text.extend(["</", name, ">"]);
        }
    }

    /// An element without content.
    pub fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.tag(name, attributes, true);
    }

    /// An element with a text.
    pub fn element(&mut self, name: &str, attributes: &[(&str, &str)], content: &str) {
        self.tag(name, attributes, false);
        self.content(content);
        self.text.extend(["</", name, ">"]);
    }

    /// A text inside the open element.
    pub fn content(&mut self, content: &str) {
        escape(content, &mut self.text);
    }

    /// Begins an element whose name the form gives.
    pub fn begin(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.tag(name, attributes, false);
    }

    /// Ends an element whose name the form gives.
    pub fn end(&mut self, name: &str) {
        self.text.extend(["</", name, ">"]);
    }

    fn tag(&mut self, name: &str, attributes: &[(&str, &str)], is_empty: bool) {
        self.text.extend(["<", name]);
        for (key, value) in attributes {
            self.text.extend([" ", key, "=\""]);
            escape(value, &mut self.text);
            self.text.push('"');
        }
        self.text.push_str(if is_empty { "/>" } else { ">" });
    }

    /// The document.
    pub fn finish(self) -> String {
        format!("<?xml version=\"1.0\"?>\n{}\n", self.text)
    }
}

fn escape(text: &str, out: &mut String) {
    for letter in text.chars() {
        match letter {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#10;"),
            '\u{0}'..='\u{8}'
            | '\u{b}'
            | '\u{c}'
            | '\u{e}'..='\u{1f}'
            | '\u{fffe}'
            | '\u{ffff}' => {}
            other => out.push(other),
        }
    }
}
