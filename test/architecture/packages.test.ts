// The arrows between packages, and the rules that hold inside each.

import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { apps, packageEdges } from './edges.js';
import { cyclesOf, filesBelow, importsOf, read } from './graph.js';

const folders = new Map<string, string>([
  ...Object.keys(packageEdges).map((name): [string, string] => [
    name,
    name === 'native' ? 'native/loader' : `packages/${name}/src`,
  ]),
  ...apps.map((name): [string, string] => [name, `apps/${name}/src`]),
]);
const isTest = (file: string): boolean => file.endsWith('.test.ts');
const manifest = (name: string): { dependencies?: Record<string, string> } => {
  const folder = name === 'native' ? 'native' : path.dirname(folders.get(name) ?? '');
  return JSON.parse(read(path.join(folder, 'package.json')));
};
const workspaceImports = (file: string): string[] =>
  importsOf(file).flatMap((specifier) => /^@tokengraft\/([\w-]+)/.exec(specifier)?.[1] ?? []);

describe.each([...folders])('%s', (name, folder) => {
  const allowed = packageEdges[name] ?? Object.keys(packageEdges);
  const files = filesBelow(folder, '.ts');

  test('imports only packages that stand below it', () => {
    const wrong = files.flatMap((file) =>
      workspaceImports(file)
        .filter((target) => !allowed.includes(target) && target !== name)
        .map((target) => `${file} imports @tokengraft/${target}`),
    );
    expect(wrong).toEqual([]);
  });

  test('declares what it imports', () => {
    const declared = Object.keys(manifest(name).dependencies ?? {});
    const wrong = files
      .filter((file) => !isTest(file))
      .flatMap((file) => importsOf(file).map((specifier) => [file, specifier] as const))
      .filter(([, specifier]) => !/^(node:|\.)/.test(specifier))
      .filter(([, specifier]) => !declared.some((each) => specifier === each || specifier.startsWith(`${each}/`)))
      .map(([file, specifier]) => `${file} imports ${specifier}`);
    expect(wrong).toEqual([]);
  });

  test('reaches into no other package', () => {
    const wrong = files
      .filter((file) => !isTest(file))
      .flatMap((file) => importsOf(file).map((specifier) => [file, specifier] as const))
      .filter(
        ([file, specifier]) =>
          specifier.startsWith('.') && path.relative(folder, path.join(path.dirname(file), specifier)).startsWith('..'),
      )
      .map(([file, specifier]) => `${file} imports ${specifier}`);
    expect(wrong).toEqual([]);
  });

  test('has no import cycle', () => {
    const graph = new Map(
      files.map((file) => [
        file,
        importsOf(file, true)
          .filter((specifier) => specifier.startsWith('.'))
          .map((specifier) => path.join(path.dirname(file), specifier.replace(/\.js$/, '.ts'))),
      ]),
    );
    expect(cyclesOf(graph)).toEqual([]);
  });

  test('lists its public names in index.ts and nothing else', () => {
    const index = files.find((file) => file === path.join(folder, 'index.ts'));
    if (index === undefined) return;
    const statements = read(index)
      .replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
      .split(';')
      .map((statement) => statement.trim())
      .filter(Boolean);
    expect(statements.filter((statement) => !/^export\s+(type\s+)?(\{|\*)[\s\S]*from\s/.test(statement))).toEqual([]);
  });
});

test('no package imports an app', () => {
  const names = ['tokengraft', ...apps.map((app) => `@tokengraft/${app}`)];
  const wrong = Object.keys(packageEdges)
    .flatMap((name) => filesBelow(folders.get(name) ?? '', '.ts'))
    .filter((file) => importsOf(file).some((specifier) => names.includes(specifier)));
  expect(wrong).toEqual([]);
});
