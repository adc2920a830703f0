/**
 * What the public API takes, read from its source: props, static functions and enumerations by name. What somebody adds
 * to the catalogue is so fuzzed from its first day, and nothing has to be listed twice.
 */
import { existsSync, readFileSync } from 'fs';
import { dirname, resolve } from 'path';
import * as ts from 'typescript';

export type Type = 'text' | 'number' | 'boolean' | 'anything' | { readonly list: Type } | { readonly map: Type } | { readonly ref: string };

export interface Member {
  readonly name: string;
  readonly optional: boolean;
  readonly type: Type;
  /** `...fields`: any number of them. */
  readonly rest?: boolean;
}

export interface PublicClass {
  readonly name: string;
  readonly parent?: string;
  readonly abstract: boolean;
  /** Arguments of `new`; undefined where it is not public. */
  readonly construct?: readonly Member[];
  /** Static functions, by name. */
  readonly statics: ReadonlyMap<string, { readonly args: readonly Member[]; readonly gives: string }>;
}

export interface PublicTypes {
  readonly structs: ReadonlyMap<string, readonly Member[]>;
  readonly classes: ReadonlyMap<string, PublicClass>;
  readonly enums: ReadonlyMap<string, readonly string[]>;
}

const WORDS: Partial<Record<ts.SyntaxKind, Type>> = {
  [ts.SyntaxKind.StringKeyword]: 'text', [ts.SyntaxKind.NumberKeyword]: 'number', [ts.SyntaxKind.BooleanKeyword]: 'boolean', [ts.SyntaxKind.AnyKeyword]: 'anything',
};

function typeOf(node: ts.TypeNode | undefined, initializer?: ts.Expression): Type {
  if (!node) return initializer && ts.isNumericLiteral(initializer) ? 'number' : initializer && ts.isStringLiteral(initializer) ? 'text' : 'anything';
  const word = WORDS[node.kind];
  if (word) return word;
  if (ts.isArrayTypeNode(node)) return { list: typeOf(node.elementType) };
  if (ts.isTypeLiteralNode(node)) {
    const [member] = node.members;
    if (node.members.length === 1 && ts.isIndexSignatureDeclaration(member)) return { map: typeOf(member.type) };
  }
  if (ts.isTypeReferenceNode(node)) {
    const name = node.typeName.getText();
    return name === 'Array' || name === 'ReadonlyArray' ? { list: typeOf(node.typeArguments![0]) } : { ref: name.replace(/^kplus\./, '') };
  }
  throw new Error(`the fuzz does not know the type ${node.getText()}: teach it in public-types.ts`);
}

const has = (node: ts.HasModifiers, ...kinds: ts.SyntaxKind[]) => node.modifiers?.some((m) => kinds.includes(m.kind)) ?? false;
const parameters = (all: readonly ts.ParameterDeclaration[]): Member[] => all.map((p) => {
  const type = typeOf(p.type, p.initializer);
  const rest = p.dotDotDotToken !== undefined;
  const optional = p.questionToken !== undefined || p.initializer !== undefined || rest;
  return { name: p.name.getText(), optional, type: rest ? (type as { list: Type }).list : type, rest };
});

/** All that `index` and what it exports show to the public. */
export function publicTypes(index: string): PublicTypes {
  const structs = new Map<string, Member[]>();
  const classes = new Map<string, PublicClass>();
  const enums = new Map<string, string[]>();
  const parents: Array<[string, string]> = [];
  const read = new Set<string>();

  const visit = (file: string, wanted?: ReadonlySet<string>): void => {
    const key = `${file} ${[...wanted ?? ['*']].join()}`;
    if (read.has(key)) return;
    read.add(key);
    const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2022, true);
    for (const node of source.statements) {
      if (ts.isExportDeclaration(node) && node.moduleSpecifier) {
        const path = resolve(dirname(file), (node.moduleSpecifier as ts.StringLiteral).text);
        const named = node.exportClause && ts.isNamedExports(node.exportClause) ? new Set(node.exportClause.elements.map((e) => e.name.text)) : wanted;
        visit(existsSync(`${path}.ts`) ? `${path}.ts` : `${path}/index.ts`, named);
      } else if ((ts.isInterfaceDeclaration(node) || ts.isEnumDeclaration(node) || ts.isClassDeclaration(node)) && has(node, ts.SyntaxKind.ExportKeyword)) {
        const name = node.name!.text;
        if (wanted && !wanted.has(name)) continue;
        if (ts.isEnumDeclaration(node)) enums.set(name, node.members.map((m) => (m.initializer as ts.StringLiteral).text));
        else if (ts.isInterfaceDeclaration(node)) readStruct(name, node);
        else classes.set(name, readClass(name, node));
      }
    }
  };

  const readStruct = (name: string, node: ts.InterfaceDeclaration) => {
    for (const parent of node.heritageClauses?.[0]?.types ?? []) parents.push([name, parent.getText().replace(/^kplus\./, '')]);
    const members = node.members.filter(ts.isPropertySignature);
    structs.set(name, members.map((m) => ({ name: m.name.getText(), optional: m.questionToken !== undefined, type: typeOf(m.type) })));
  };

  visit(index);
  // Members of a parent that is public too; a chain of three is the longest there is.
  for (let i = 0; i < 3; i++) {
    for (const [name, parent] of parents) {
      const own = structs.get(name)!;
      own.push(...(structs.get(parent) ?? []).filter((m) => !own.some((o) => o.name === m.name)));
    }
  }
  return { structs, classes, enums };
}

function readClass(name: string, node: ts.ClassDeclaration): PublicClass {
  const statics = new Map<string, { args: Member[]; gives: string }>();
  let construct: Member[] | undefined;
  for (const member of node.members) {
    if (has(member as ts.HasModifiers, ts.SyntaxKind.PrivateKeyword, ts.SyntaxKind.ProtectedKeyword)) continue;
    if (ts.isConstructorDeclaration(member)) {construct = parameters([...member.parameters]);} else if (ts.isMethodDeclaration(member) && has(member, ts.SyntaxKind.StaticKeyword) && !member.name.getText().startsWith('_')) {
      statics.set(member.name.getText(), { args: parameters([...member.parameters]), gives: member.type?.getText() ?? '' });
    }
  }
  const parent = node.heritageClauses?.find((h) => h.token === ts.SyntaxKind.ExtendsKeyword)?.types[0].getText();
  return { name, parent, abstract: has(node, ts.SyntaxKind.AbstractKeyword), ...(construct ? { construct } : {}), statics };
}
