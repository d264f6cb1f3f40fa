/* The same contract from two sides: web/src/explorer/api.ts, which the explorer is checked against, and the schemas of
   docs/openapi.json, which answers are checked against. Every exported interface and type there is a schema of
   the same name here, with the same members, of the same types, and as optional. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/* What a type of api.ts looks like as a schema, in few words: "string", "string|null", "[Run]", {...}. */
function typeShape(ts, node, source) {
  const K = ts.SyntaxKind;
  switch (node.kind) {
    case K.StringKeyword: return 'string';
    case K.NumberKeyword: return 'number';
    case K.BooleanKeyword: return 'boolean';
    case K.ArrayType: return { items: typeShape(ts, node.elementType, source) };
    case K.TypeLiteral: return { members: memberShapes(ts, node.members, source) };
    case K.LiteralType: return node.literal.kind === K.NullKeyword ? 'null' : JSON.stringify(literal(ts, node.literal));
    case K.UnionType: return { union: node.types.map((one) => typeShape(ts, one, source)) };
    case K.TypeReference: {
      const name = node.typeName.getText(source);
      if (name !== 'Record') return { named: name };
      return { values: typeShape(ts, node.typeArguments[1], source) };
    }
    default: throw new Error(`api.ts says ${node.getText(source)}, which this test cannot read`);
  }
}

function literal(ts, node) {
  return ts.isNumericLiteral(node) ? Number(node.text) : node.text;
}

function memberShapes(ts, members, source) {
  return Object.fromEntries(members.map((member) => [member.name.getText(source),
    { optional: Boolean(member.questionToken), type: typeShape(ts, member.type, source) }]));
}

/* { name: shape } of everything a file exports, with the members of what it extends. */
export function exportedShapes(ts, path) {
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
  const shapes = {};
  source.forEachChild((node) => {
    if (ts.isInterfaceDeclaration(node)) {
      const above = (node.heritageClauses ?? []).flatMap((clause) => clause.types)
        .map((type) => shapes[type.expression.getText(source)].members);
      shapes[node.name.text] = { members: Object.assign({}, ...above, memberShapes(ts, node.members, source)) };
    } else if (ts.isTypeAliasDeclaration(node)) {
      shapes[node.name.text] = typeShape(ts, node.type, source);
    }
  });
  return shapes;
}

/* The same of a schema. */
function schemaShape(schema) {
  if (schema.$ref) return { named: schema.$ref.split('/').pop() };
  if (schema.anyOf) return { union: schema.anyOf.map(schemaShape) };
  if (schema.enum) return { union: schema.enum.map((word) => JSON.stringify(word)) };
  if ('const' in schema) return JSON.stringify(schema.const);
  if (Array.isArray(schema.type)) return { union: schema.type.map((type) => schemaShape({ ...schema, type })) };
  if (schema.type === 'integer') return 'number';
  if (schema.type === 'array') return { items: schemaShape(schema.items) };
  if (schema.type !== 'object') return schema.type;
  if (!schema.properties) return { values: schemaShape(schema.additionalProperties) };
  const required = new Set(schema.required ?? []);
  return { members: Object.fromEntries(Object.entries(schema.properties).map(([name, property]) =>
    [name, { optional: !required.has(name), type: schemaShape(property) }])) };
}

/* Differences of two shapes, each with its place. A word that api.ts leaves open (`string`) may be narrower in a
   schema; nothing else may differ. */
function compare(at, wanted, found, out) {
  if (wanted === 'string' && found?.union?.every((word) => typeof word === 'string' && word.startsWith('"'))) return;
  if (typeof wanted === 'string' || typeof found === 'string') {
    if (wanted !== found) out.push(`${at}: api.ts has ${JSON.stringify(wanted)}, openapi.json ${JSON.stringify(found)}`);
    return;
  }
  const kind = Object.keys(wanted)[0];
  if (kind !== Object.keys(found)[0]) out.push(`${at}: ${JSON.stringify(wanted)} is not ${JSON.stringify(found)}`);
  else if (kind === 'items' || kind === 'values') compare(`${at}[]`, wanted[kind], found[kind], out);
  else if (kind === 'union') compareSets(at, wanted.union.map(JSON.stringify), found.union.map(JSON.stringify), out);
  else if (kind === 'named') compareSets(at, [wanted.named], [found.named], out);
  else compareMembers(at, wanted.members, found.members, out);
}

function compareSets(at, wanted, found, out) {
  for (const one of wanted) if (!found.includes(one)) out.push(`${at}: openapi.json lacks ${one}`);
  for (const one of found) if (!wanted.includes(one)) out.push(`${at}: api.ts lacks ${one}`);
}

function compareMembers(at, wanted, found, out) {
  compareSets(at, Object.keys(wanted), Object.keys(found), out);
  for (const name of Object.keys(wanted).filter((one) => one in found)) {
    if (wanted[name].optional !== found[name].optional) out.push(`${at}.${name}: one has it optional, the other not`);
    compare(`${at}.${name}`, wanted[name].type, found[name].type, out);
  }
}

/* Objects of a schema that would let a member pass that nobody named. */
function openObjects(at, schema, out) {
  if (!schema || typeof schema !== 'object') return;
  if (schema.type === 'object' && schema.properties && schema.additionalProperties !== false) out.push(at);
  for (const [key, value] of Object.entries(schema)) openObjects(`${at}/${key}`, value, out);
}

/* check(good, what) is called for every name. */
export function checkContract(ts, web, api, check) {
  const schemas = api.components.schemas, explorer = join(web, 'src', 'explorer');
  const shapes = { ...exportedShapes(ts, join(explorer, 'api.ts')) };
  for (const [name, shape] of Object.entries(exportedShapes(ts, join(dirname(explorer), 'data.ts'))))
    if (name in schemas) shapes[name] = shape;
  for (const [name, wanted] of Object.entries(shapes)) {
    const out = [];
    if (!schemas[name]) out.push(`${name}: not in openapi.json`);
    else compare(name, wanted, schemaShape(schemas[name]), out);
    check(out.length === 0, `api.ts and openapi.json agree on ${name}: ${out.join('; ')}`);
  }
  for (const name of Object.keys(schemas)) check(name in shapes, `api.ts or data.ts exports ${name}`);
  const open = [];
  openObjects('#/components/schemas', schemas, open);
  check(open.length === 0, `every object says all its members: ${open.join(', ')}`);
}
