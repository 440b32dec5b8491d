//! Paths: references, steps up and down, rows of lists, instances of repeats.

use super::super::Compiler;
use super::{COLUMN_LABEL, Candidate, Site};
use crate::expr::{Ast, Base, Path, Step};
use crate::fault::{Code, Fault, nearest};
use crate::kind::Kind;
use crate::tree::{As, NodeId, Tree};

impl Compiler<'_> {
    pub(super) fn path(&mut self, path: &Path, site: &Site<'_>) -> Option<Tree> {
        match &path.base {
            Base::Instance(list) => self.list_rows(list, path, site),
            Base::LastSaved(name) => {
                let zh = format!("暂不支持 ${{last-saved#{name}}}");
                let en = format!("${{last-saved#{name}}} is not supported");
                self.note(site, Code::UnsupportedType, &zh, &en);
                None
            }
            Base::Child(name) if matches!(site.candidate, Some(Candidate::Row(_))) => {
                self.column(name, path, site)
            }
            Base::Own if path.steps.is_empty() && path.predicates.is_empty() => {
                Some(self.own(site))
            }
            _ => {
                let (start, is_candidate) = self.start(path, site)?;
                self.walk(start, is_candidate, path, site)
            }
        }
    }

    /// `.`
    fn own(&self, site: &Site<'_>) -> Tree {
        if let Some(Candidate::Instance(_, target)) = site.candidate {
            return self.candidate_ref(target);
        }
        let kind = self
            .node(site.node)
            .map_or(As::Text, |node| node.kind.reads_as());
        Tree::Own(kind)
    }

    fn candidate_ref(&self, target: NodeId) -> Tree {
        Tree::Ref {
            node: target,
            kind: self
                .node(target)
                .map_or(As::Text, |node| node.kind.reads_as()),
            all: false,
            is_candidate: true,
        }
    }

    /// The node a path begins at, and whether it is meant of the candidate.
    fn start(&mut self, path: &Path, site: &Site<'_>) -> Option<(NodeId, bool)> {
        let repeat = match site.candidate {
            Some(Candidate::Instance(repeat, _)) => Some(repeat),
            _ => None,
        };
        match &path.base {
            Base::Own => Some((repeat.unwrap_or(site.node), repeat.is_some())),
            Base::Current => Some((site.node, false)),
            Base::Parent => {
                let from = repeat.unwrap_or(site.node);
                let parent = self.node(from).and_then(|node| node.parent);
                if parent.is_none() {
                    self.note(
                        site,
                        Code::ExpressionSyntax,
                        ".. 超出了表单",
                        ".. leads out of the form",
                    );
                }
                Some((parent?, false))
            }
            Base::Root => Some((0, false)),
            Base::Name(name) => {
                let id = self.find(name, site.place)?;
                // Inside a predicate on a repeat, and outside the repeat itself, a name means the candidate's.
                let is_candidate = repeat.is_some_and(|repeat| {
                    self.chain(id).contains(&repeat) && !self.chain(site.node).contains(&repeat)
                });
                Some((id, is_candidate))
            }
            Base::Child(name) => {
                if let Some(repeat) = repeat {
                    Some((self.child(repeat, name, site)?, true))
                } else {
                    let near = self
                        .by_name
                        .contains_key(name)
                        .then(|| format!("${{{name}}}"));
                    let fault = Fault::new(
                        Code::UnknownReference,
                        site.place.clone(),
                        name,
                        &format!("{name} 不是题目引用；引用题目请写 ${{{name}}}，文字请加引号"),
                        &format!(
                            "{name} is no reference; write ${{{name}}} for a question, or put a text in quotes"
                        ),
                    );
                    self.faults.error(fault.with_hint(near));
                    None
                }
            }
            Base::Instance(_) | Base::LastSaved(_) => None,
        }
    }

    fn child(&mut self, parent: NodeId, name: &str, site: &Site<'_>) -> Option<NodeId> {
        let found = self.children.get(&(parent, name.to_owned())).copied();
        if found.is_none() {
            let may_hint = self.faults.may_hint();
            let children = self
                .node(parent)
                .map_or(&[][..], |node| node.children.as_slice());
            let names = children
                .iter()
                .filter_map(|id| self.node(*id))
                .map(crate::form::Node::name);
            let near = may_hint.then(|| nearest(name, names)).flatten();
            let fault = Fault::new(
                Code::UnknownReference,
                site.place.clone(),
                name,
                &format!("路径里没有 {name}"),
                &format!("the path has no {name}"),
            );
            self.faults.error(fault.with_hint(near));
        }
        found
    }

    /// Follows the steps of a path from a node; at most one repeat on the way may carry predicates.
    fn walk(
        &mut self,
        start: NodeId,
        is_candidate: bool,
        path: &Path,
        site: &Site<'_>,
    ) -> Option<Tree> {
        let mut at = start;
        let mut is_candidate = is_candidate;
        let mut selected: Option<(NodeId, &[Ast])> = None;
        if !path.predicates.is_empty() {
            selected = Some((at, &path.predicates));
        }
        let mut steps: &[Step] = &path.steps;
        if path.base == Base::Root {
            // The first step is the root's own name.
            steps = steps.get(1..).unwrap_or(&[]);
        }
        for step in steps {
            match step.name.as_str() {
                "." => {}
                ".." => {
                    let parent = self.node(at).and_then(|node| node.parent);
                    if parent.is_none() {
                        self.note(
                            site,
                            Code::ExpressionSyntax,
                            ".. 超出了表单",
                            ".. leads out of the form",
                        );
                    }
                    at = parent?;
                    is_candidate = false;
                }
                name => at = self.child(at, name, site)?,
            }
            if !step.predicates.is_empty() {
                if selected.is_some() {
                    let zh = "一个路径只能有一处 […]";
                    self.note(
                        site,
                        Code::ExpressionSyntax,
                        zh,
                        "a path takes […] in one place only",
                    );
                    return None;
                }
                selected = Some((at, &step.predicates));
            }
        }
        match selected {
            Some((on, predicates)) => self.selected(on, predicates, at, site),
            None if is_candidate => Some(self.candidate_ref(at)),
            None => Some(self.tree_of(at, site.node)),
        }
    }

    /// Instances that pass predicates.
    fn selected(
        &mut self,
        on: NodeId,
        predicates: &[Ast],
        pick: NodeId,
        site: &Site<'_>,
    ) -> Option<Tree> {
        let node = self.node(on)?;
        let (kind, scope) = (node.kind, node.scope);
        let repeat = if kind == Kind::Repeat {
            Some(on)
        } else {
            scope
        };
        let Some(repeat) = repeat else {
            let zh = "[…] 只能用在重复组或列表上";
            self.note(
                site,
                Code::ExpressionSyntax,
                zh,
                "[…] can follow a repeat or a list only",
            );
            return None;
        };
        let inner = site.within(Candidate::Instance(repeat, on));
        let trees: Vec<Option<Tree>> = predicates
            .iter()
            .map(|predicate| self.resolve(predicate, &inner))
            .collect();
        Some(Tree::Nodes {
            repeat,
            predicates: trees.into_iter().collect::<Option<_>>()?,
            pick,
            kind: self
                .node(pick)
                .map_or(As::Text, |node| node.kind.reads_as()),
        })
    }

    /// A bare name inside a predicate on a list: a column.
    fn column(&mut self, name: &str, path: &Path, site: &Site<'_>) -> Option<Tree> {
        let Some(Candidate::Row(list)) = &site.candidate else {
            return None;
        };
        if !path.steps.is_empty() || !path.predicates.is_empty() {
            let zh = format!("列 {name} 后不能再有路径");
            let en = format!("nothing can follow the column {name}");
            self.note(site, Code::ExpressionSyntax, &zh, &en);
            return None;
        }
        let list = list.clone();
        self.check_column(&list, name, site)
            .then(|| Tree::Col(name.to_owned()))
    }

    /// True when a list has a column, or when its file is not at hand.
    fn check_column(&mut self, list: &str, name: &str, site: &Site<'_>) -> bool {
        let own = self
            .lists
            .get(&list.to_lowercase())
            .map(|draft| &draft.list.columns);
        let columns = match (own, self.file_lists.get(list)) {
            (Some(columns), _) => columns,
            (None, Some(list)) if !list.columns.is_empty() => &list.columns,
            _ => return true,
        };
        if name == COLUMN_LABEL || columns.iter().any(|column| column == name) {
            return true;
        }
        let near = self
            .faults
            .may_hint()
            .then(|| nearest(name, columns.iter().map(String::as_str)))
            .flatten();
        let fault = Fault::new(
            Code::UnknownColumn,
            site.place.clone(),
            site.text,
            &format!("列表 {list} 没有列 {name}；引用题目请写 ${{{name}}}"),
            &format!("the list {list} has no column {name}; write ${{{name}}} for a question"),
        );
        self.faults.error(fault.with_hint(near));
        false
    }

    /// The name of a known list; one from a file counts as known.
    pub(super) fn known_list(&mut self, name: &str, site: &Site<'_>) -> Option<String> {
        let key = name.to_lowercase();
        if let Some(draft) = self.lists.get(&key) {
            let name = draft.name.clone();
            self.used_lists.insert(key);
            return Some(name);
        }
        let file = format!("{name}.csv");
        let is_external = self.by_name.get(name).is_some_and(|ids| {
            let mut nodes = ids.iter().filter_map(|id| self.node(*id));
            nodes.any(|node| node.kind == Kind::CsvExternal)
        });
        if is_external || self.needed_files.contains(&file) {
            self.load(name, &file);
            return Some(name.to_owned());
        }
        let near = self
            .faults
            .may_hint()
            .then(|| nearest(name, self.lists.values().map(|draft| draft.name.as_str())))
            .flatten();
        let fault = Fault::new(
            Code::UnknownList,
            site.place.clone(),
            site.text,
            &format!("没有列表 {name}"),
            &format!("there is no list {name}"),
        );
        self.faults.error(fault.with_hint(near));
        None
    }

    /// Loads a data file as a list whose first column is the value.
    pub(super) fn load(&mut self, name: &str, file: &str) {
        self.need_file(file);
        if self
            .file_lists
            .get(name)
            .is_some_and(|list| !list.columns.is_empty())
        {
            return;
        }
        let rows = self
            .files
            .get(file)
            .map(|text| super::super::choices::csv(text));
        let columns = rows
            .as_ref()
            .and_then(|rows| rows.first())
            .cloned()
            .unwrap_or_default();
        let first = columns.first().cloned().unwrap_or_default();
        let has = |wanted: &str| columns.iter().any(|column| column == wanted);
        let value = if has("name") {
            "name".to_owned()
        } else {
            first
        };
        let label = if has("label") {
            "label".to_owned()
        } else {
            value.clone()
        };
        let language = self.languages.default.clone();
        let list =
            rows.and_then(|rows| super::super::choices::from_file(rows, &value, &label, &language));
        self.file_lists
            .insert(name.to_owned(), list.unwrap_or_default());
    }

    /// `instance('list')/root/item[…]/column`
    fn list_rows(&mut self, list: &str, path: &Path, site: &Site<'_>) -> Option<Tree> {
        let list = self.known_list(list, site)?;
        let (item, column) = match path.steps.as_slice() {
            [root, item] if root.name == "root" => (item, None),
            [root, item, column] if root.name == "root" && column.predicates.is_empty() => {
                (item, Some(column.name.clone()))
            }
            _ => {
                let zh = "请写成 instance('列表')/root/item[…]/列";
                self.note(
                    site,
                    Code::ExpressionSyntax,
                    zh,
                    "write instance('list')/root/item[…]/column",
                );
                return None;
            }
        };
        if let Some(column) = &column
            && !self.check_column(&list, column, site)
        {
            return None;
        }
        let inner = site.within(Candidate::Row(list.clone()));
        let trees: Vec<Option<Tree>> = item
            .predicates
            .iter()
            .map(|predicate| self.resolve(predicate, &inner))
            .collect();
        Some(Tree::Item {
            list,
            predicates: trees.into_iter().collect::<Option<_>>()?,
            column,
        })
    }
}
