// Renders the API document of this very server. Plain DOM, text only: nothing from the document becomes markup.
'use strict';
const make = (tag, text, ...children) => {
  const node = document.createElement(tag);
  if (text) node.textContent = text;
  node.append(...children);
  return node;
};
const nameOf = (schema) => {
  if (!schema) return '';
  if (schema.$ref) return schema.$ref.split('/').pop();
  if (schema.type === 'array') return `[${nameOf(schema.items)}]`;
  if (schema.oneOf || schema.anyOf) return (schema.oneOf || schema.anyOf).map(nameOf).join(' | ');
  return [schema.type, schema.format].flat().filter(Boolean).join(' ');
};
const resolve = (spec, schema) => (schema && schema.$ref ? spec.components.schemas[nameOf(schema)] : schema);
const fields = (spec, schema) => {
  const full = resolve(spec, schema);
  if (!full || !full.properties) return make('pre', JSON.stringify(full ?? {}, null, 2));
  const rows = Object.entries(full.properties).map(([name, property]) =>
    make('tr', '', make('td', '', make('code', name + ((full.required || []).includes(name) ? '' : '?'))), make('td', nameOf(property)), make('td', property.description || '')));
  return make('table', '', ...rows);
};
const operation = (spec, path, method, op) => {
  const box = make('details');
  box.dataset.words = `${method} ${path} ${op.operationId} ${op.summary || ''} ${(op.tags || []).join(' ')}`.toLowerCase();
  box.append(make('summary', '', make('b', method.toUpperCase()), make('code', path), make('span', op.summary || '')));
  const body = make('div', '', make('p', op.description || ''), make('p', '', make('code', op.operationId)));
  if (op.parameters && op.parameters.length) {
    body.append(make('h3', 'Parameters'), make('table', '', ...op.parameters.map((p) =>
      make('tr', '', make('td', '', make('code', p.name + (p.required ? '' : '?'))), make('td', `${p.in} ${nameOf(p.schema)}`), make('td', p.description || '')))));
  }
  for (const [type, content] of Object.entries(op.requestBody?.content || {})) {
    body.append(make('h3', `Body ${type}`), fields(spec, content.schema));
  }
  body.append(make('h3', 'Answers'));
  for (const [status, answer] of Object.entries(op.responses || {})) {
    const contents = Object.entries(answer.content || {});
    body.append(make('p', `${status} ${answer.description || ''} ${contents.map(([, c]) => nameOf(c.schema)).join(', ')}`));
    if (status.startsWith('2')) contents.forEach(([, c]) => c.schema && body.append(fields(spec, c.schema)));
  }
  box.append(body);
  return box;
};
(async () => {
  const spec = await (await fetch('/api/v1/openapi.json')).json();
  document.getElementById('about').textContent = `${spec.info.version} · ${spec.info.description}`;
  const groups = new Map();
  for (const [path, methods] of Object.entries(spec.paths)) {
    for (const [method, op] of Object.entries(methods)) {
      const tag = (op.tags || ['other'])[0];
      if (!groups.has(tag)) groups.set(tag, []);
      groups.get(tag).push(operation(spec, path, method, op));
    }
  }
  const main = document.getElementById('operations');
  for (const [tag, boxes] of [...groups].sort()) main.append(make('section', '', make('h2', tag), ...boxes));
  document.getElementById('filter').addEventListener('input', (event) => {
    const words = event.target.value.toLowerCase();
    main.querySelectorAll('details').forEach((box) => { box.hidden = !box.dataset.words.includes(words); });
  });
})();
