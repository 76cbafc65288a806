// Reads imports and includes from source text and finds cycles. Shared by the architecture tests only.

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export const root: string = path.resolve(import.meta.dirname, '../..');

/** Every file below `folder` (relative to the root) whose name ends with one of `endings`, as paths relative to the root. */
export function filesBelow(folder: string, ...endings: string[]): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((file) => path.join(folder, file))
    .filter((file) => endings.some((ending) => file.endsWith(ending)))
    .filter((file) => !/(^|\/)(node_modules|dist|out[^/]*|build|prebuilds)\//.test(file));
}

export function read(file: string): string {
  return readFileSync(path.join(root, file), 'utf8');
}

/** What a TypeScript file imports; `import type` is left out when `valuesOnly`. */
export function importsOf(file: string, valuesOnly = false): string[] {
  const statement =
    /^\s*(?:import|export)\s+(type\s+)?(?:[\w*{}\s,$]+?\s+from\s+)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/gm;
  return [...read(file).matchAll(statement)]
    .filter(([, type]) => !(valuesOnly && type))
    .map(([, , fixed, lazy]) => fixed ?? lazy ?? '');
}

/** What a C++ file includes in quotes. */
export function includesOf(file: string): string[] {
  return [...read(file).matchAll(/^\s*#\s*include\s+"([^"]+)"/gm)].map(([, name]) => name ?? '');
}

/** The cycles of a graph, each as a path that ends where it begins. */
export function cyclesOf(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const cycles: string[][] = [];
  const done = new Set<string>();
  const visit = (node: string, trail: string[]): void => {
    const seen = trail.indexOf(node);
    if (seen >= 0) cycles.push([...trail.slice(seen), node]);
    if (seen >= 0 || done.has(node)) return;
    for (const next of graph.get(node) ?? []) visit(next, [...trail, node]);
    done.add(node);
  };
  for (const node of graph.keys()) visit(node, []);
  return cycles;
}
