// Patterns of paths: * and ? within a name, ** over folders, [a-z] and {a,b}. The answer is sorted by code points.

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileError } from '@tokengraft/documents';

/** The files that fit `pattern`. Fails with `io` for a folder that cannot be read: what is in it might fit. */
export async function expandGlob(pattern: string): Promise<string[]> {
  const parts = pattern.split('/');
  const fixed = parts.findIndex((part) => /[*?[{]/.test(part));
  const base = fixed <= 0 ? (pattern.startsWith('/') ? '/' : '.') : parts.slice(0, fixed).join('/') || '/';
  const fits = new RegExp(`^${parts.slice(Math.max(0, fixed)).map(expressionOf).join('')}$`, 'u');
  const found: string[] = [];
  await walk(base, '', parts.includes('**') ? Infinity : parts.length - Math.max(0, fixed), (path) => {
    if (fits.test(`/${path}`)) found.push(fixed <= 0 && !pattern.startsWith('/') ? path : join(base, path));
  });
  return found.sort();
}

async function walk(base: string, below: string, depth: number, visit: (path: string) => void): Promise<void> {
  const folder = join(base, below);
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    // Where nothing is, nothing fits; a folder that is there and cannot be read is another matter.
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw fileError(error, 'read', folder);
  });
  for (const entry of entries) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory() && depth > 1) await walk(base, path, depth - 1, visit);
    else if (!entry.isDirectory()) visit(path);
  }
}

/** One name of the path, with the slash before it. */
function expressionOf(part: string): string {
  if (part === '**') return '(?:/[^/]+)*';
  const inner = part.replaceAll(/[.+^$()|\\]|\*|\?|\{[^}]*\}|\[!?[^\]]+\]/g, (token) => {
    if (token === '*') return '[^/]*';
    if (token === '?') return '[^/]';
    if (token.startsWith('{')) return `(?:${token.slice(1, -1).split(',').map(literal).join('|')})`;
    return token.startsWith('[') ? token.replace('[!', '[^') : `\\${token}`;
  });
  return `/${inner}`;
}

function literal(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
