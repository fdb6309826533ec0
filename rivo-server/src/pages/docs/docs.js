// Draws /api/schema/ as a page one can read, search and try. Plain DOM: nothing here is ever parsed as HTML.

const methods = ['get', 'post', 'put', 'patch', 'delete'];
const list = document.querySelector('#operations');
const find = document.querySelector('#find');
const token = document.querySelector('#token');

const el = (name, attributes = {}, ...children) => {
  const node = Object.assign(document.createElement(name), attributes);
  node.append(...children);
  return node;
};

const schemaDocument = await (await fetch('/api/schema/')).json();
const resolve = (node) =>
  node?.$ref ? node.$ref.slice(2).split('/').reduce((at, key) => at[key], schemaDocument) : node;

// A schema as a short text: `{ id: uuid, name: string | null }`.
function shape(schema, indent = '', seen = []) {
  if (schema?.$ref) {
    const name = schema.$ref.split('/').pop();
    return seen.includes(name) ? name : shape(resolve(schema), indent, [...seen, name]);
  }
  if (!schema || schema === true) return 'any';
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  if ('const' in schema) return JSON.stringify(schema.const);
  const parts = schema.oneOf ?? schema.anyOf;
  if (parts) return parts.map((part) => shape(part, indent, seen)).join(' | ');
  if (schema.allOf) return schema.allOf.map((part) => shape(part, indent, seen)).join(' & ');
  const types = [schema.type].flat();
  const one = (type) => {
    if (type === 'array') return `[ ${shape(schema.items, indent, seen)} ]`;
    if (type !== 'object') return schema.format ?? type ?? 'any';
    const fields = Object.entries(schema.properties ?? {});
    const required = schema.required ?? [];
    const inner = `${indent}  `;
    const lines = fields.map(
      ([name, field]) => `${inner}${name}${required.includes(name) ? '' : '?'}: ${shape(field, inner, seen)}`,
    );
    if (schema.additionalProperties) lines.push(`${inner}…: ${shape(schema.additionalProperties, inner, seen)}`);
    return lines.length ? `{\n${lines.join(',\n')}\n${indent}}` : '{}';
  };
  return types.map(one).join(' | ');
}

const bodyOf = (operation) => {
  const content = resolve(operation.requestBody)?.content ?? {};
  return content['application/json']?.schema ?? Object.values(content)[0]?.schema;
};

function example(schema, seen = []) {
  const node = resolve(schema);
  if (schema?.$ref) {
    if (seen.includes(schema.$ref)) return null;
    seen = [...seen, schema.$ref];
  }
  if (!node || node === true) return null;
  if (node.example !== undefined) return node.example;
  if (node.enum) return node.enum[0];
  if (node.allOf) return Object.assign({}, ...node.allOf.map((part) => example(part, seen)));
  if (node.oneOf ?? node.anyOf) return example((node.oneOf ?? node.anyOf)[0], seen);
  const type = [node.type].flat()[0];
  if (type === 'array') return [example(node.items, seen)];
  if (type === 'object') {
    const required = Object.entries(node.properties ?? {}).filter(([name]) => (node.required ?? []).includes(name));
    return Object.fromEntries(required.map(([name, field]) => [name, example(field, seen)]));
  }
  if (node.format === 'uuid') return '00000000-0000-7000-8000-000000000000';
  return { string: '', integer: 0, number: 0, boolean: false }[type] ?? null;
}

function parameters(operation) {
  const rows = (operation.parameters ?? []).map(resolve).map((parameter) => {
    const input = el('input', { name: parameter.name });
    input.setAttribute('aria-label', parameter.name);
    return { parameter, input };
  });
  const table = el(
    'table',
    {},
    ...rows.map(({ parameter, input }) =>
      el(
        'tr',
        {},
        el('td', {}, `${parameter.name}${parameter.required ? ' *' : ''}`),
        el('td', {}, input),
        el('td', {}, `${parameter.in}: ${shape(parameter.schema)}. ${parameter.description ?? ''}`),
      ),
    ),
  );
  return { rows, table };
}

async function send(path, method, rows, body, output) {
  let address = path;
  const query = new URLSearchParams();
  const headers = {};
  for (const { parameter, input } of rows.filter(({ input }) => input.value)) {
    if (parameter.in === 'path') address = address.replace(`{${parameter.name}}`, encodeURIComponent(input.value));
    else if (parameter.in === 'query') query.set(parameter.name, input.value);
    else headers[parameter.name] = input.value;
  }
  if (token.value) headers.Authorization = `Bearer ${token.value}`;
  if (body) headers['Content-Type'] = 'application/json';
  const url = query.size ? `${address}?${query}` : address;
  try {
    const answer = await fetch(url, { method: method.toUpperCase(), headers, body: body?.value });
    const text = await answer.text();
    let pretty = text;
    try {
      pretty = JSON.stringify(JSON.parse(text), null, 2);
    } catch {}
    output.textContent = `${method.toUpperCase()} ${url}\n${answer.status} ${answer.statusText}\n\n${pretty}`;
  } catch (error) {
    output.textContent = String(error);
  }
}

function tryIt(path, method, operation, rows) {
  const schema = bodyOf(operation);
  const body = schema ? el('textarea', { value: JSON.stringify(example(schema), null, 2), spellcheck: false }) : null;
  body?.setAttribute('aria-label', 'Body');
  const output = el('pre', { hidden: true });
  const button = el('button', { type: 'button' }, 'Send');
  button.onclick = async () => {
    output.hidden = false;
    output.textContent = '…';
    await send(path, method, rows, body, output);
  };
  return [...(body ? [el('h3', {}, 'Try it with'), body] : []), el('p', {}, button), output];
}

function answers(operation) {
  return Object.entries(operation.responses).map(([status, reference]) => {
    const response = resolve(reference);
    const schema = response.content?.['application/json']?.schema;
    return el(
      'tr',
      {},
      el('td', {}, status),
      el('td', {}, response.description ?? '', ...(schema && status < 300 ? [el('pre', {}, shape(schema))] : [])),
    );
  });
}

function details(path, method, operation) {
  const { rows, table } = parameters(operation);
  const schema = bodyOf(operation);
  return el(
    'div',
    {},
    el('p', {}, operation.description ?? ''),
    ...(rows.length ? [el('h3', {}, 'Parameters'), table] : []),
    ...(schema ? [el('h3', {}, 'Body'), el('pre', {}, shape(schema))] : []),
    el('h3', {}, 'Answers'),
    el('table', {}, ...answers(operation)),
    ...(path.endsWith('/events/') ? [] : tryIt(path, method, operation, rows)),
  );
}

function draw(path, method, operation) {
  const node = el(
    'details',
    { className: 'operation', id: operation.operationId },
    el(
      'summary',
      {},
      el('span', { className: 'method' }, method.toUpperCase()),
      el('span', { className: 'path' }, path),
      el('span', { className: 'says' }, operation.summary ?? operation.operationId),
    ),
  );
  // Drawn when opened: the whole document at once is long.
  node.addEventListener('toggle', () => node.open && node.append(details(path, method, operation)), { once: true });
  node.dataset.words = `${method} ${path} ${operation.operationId} ${operation.summary ?? ''}`.toLowerCase();
  return node;
}

const tags = new Map();
for (const [path, item] of Object.entries(schemaDocument.paths)) {
  for (const method of methods.filter((name) => item[name])) {
    const tag = item[method].tags?.[0] ?? 'other';
    if (!tags.has(tag)) tags.set(tag, []);
    tags.get(tag).push(draw(path, method, item[method]));
  }
}
list.replaceChildren(...[...tags].map(([tag, nodes]) => el('section', {}, el('h2', {}, tag), ...nodes)));

find.addEventListener('input', () => {
  const words = find.value.toLowerCase().split(/\s+/);
  for (const section of list.children) {
    const operations = [...section.querySelectorAll('.operation')];
    for (const node of operations) node.hidden = !words.every((word) => node.dataset.words.includes(word));
    section.hidden = operations.every((node) => node.hidden);
  }
});

const asked = document.getElementById(location.hash.slice(1));
if (asked) {
  asked.open = true;
  asked.scrollIntoView();
}
