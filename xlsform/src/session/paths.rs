//! Paths of a record: names from the root, the number of the instance after each repeat, as in `members[2]/name`.

use super::{Index, Session};
use crate::kind::Kind;
use crate::tree::NodeId;

/// A path split into names and numbers; none when it is no path.
pub fn split(path: &str) -> Option<(String, Vec<Option<u32>>)> {
    let mut names = vec![];
    let mut numbers = vec![];
    for segment in path.split('/') {
        let (name, number) = match segment
            .strip_suffix(']')
            .and_then(|rest| rest.rsplit_once('['))
        {
            Some((name, digits)) => {
                let is_plain =
                    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
                let number = digits
                    .parse()
                    .ok()
                    .filter(|number| is_plain && *number > 0)?;
                (name, Some(number))
            }
            None => (segment, None),
        };
        names.push(name);
        numbers.push(number);
    }
    Some((names.join("/"), numbers))
}

impl Session<'_> {
    /// The node and instance of a path. Every repeat on the way needs its number; a repeat at the end may lack it.
    pub(super) fn find(&self, path: &str) -> Option<(NodeId, Index)> {
        let (id, index) = self.resolve(path)?;
        let mut outer: Index = vec![];
        for (repeat, number) in self.plan.inner_chain(id).iter().zip(&index) {
            let count = self.state.count(*repeat, &outer);
            if usize::try_from(*number).ok()? > count {
                return None;
            }
            outer.push(*number);
        }
        Some((id, index))
    }

    /// As [`Self::find`], for instances that need not exist yet.
    pub(super) fn resolve(&self, path: &str) -> Option<(NodeId, Index)> {
        let (plain, numbers) = split(path)?;
        let id = self.plan.by_path(&plain).filter(|id| *id != 0)?;
        let mut ids = vec![];
        let mut at = Some(id);
        while let Some(current) = at.filter(|current| *current != 0) {
            ids.push(current);
            at = self.form.node(current)?.parent;
        }
        ids.reverse();
        let mut index: Index = vec![];
        for (current, number) in ids.iter().zip(&numbers) {
            let is_repeat = self.form.node(*current)?.kind == Kind::Repeat;
            match (is_repeat, number) {
                (true, Some(number)) => index.push(*number),
                (false, None) => {}
                (true, None) if *current == id => {}
                _ => return None,
            }
        }
        (ids.len() == numbers.len()).then_some((id, index))
    }

    /// The path of a node in an instance.
    pub(super) fn path_of(&self, id: NodeId, index: &[u32]) -> String {
        let mut parts = vec![];
        let mut at = Some(id);
        while let Some(current) = at.filter(|current| *current != 0) {
            let Some(node) = self.form.node(current) else {
                break;
            };
            let number = index.get(self.plan.chain(current).len());
            parts.push(match (node.kind, number) {
                (Kind::Repeat, Some(number)) => format!("{}[{number}]", node.name()),
                _ => node.name().to_owned(),
            });
            at = node.parent;
        }
        parts.reverse();
        parts.join("/")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_split_into_names_and_numbers() {
        let found = split("a[2]/b/c[13]");
        assert_eq!(
            found,
            Some(("a/b/c".to_owned(), vec![Some(2), None, Some(13)]))
        );
        for wrong in ["a[0]", "a[x]", "a[-1]", "a[]", "a[99999999999]", "a[+1]"] {
            assert_eq!(split(wrong), None, "{wrong}");
        }
    }
}
