// Peers are installed apart, in apps/bench/peers, so that a clone without benchmarks does not carry them. An adapter declares
// the part of a peer's interface that it uses.

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { peersFolder } from '../locations.js';

interface Importer {
  importPeer(specifier: string): Promise<unknown>;
  resolvePeer(specifier: string): string;
}

const importer = import(pathToFileURL(path.join(peersFolder, 'import.mjs')).href) as Promise<Importer>;

export async function importPeer<Module>(specifier: string): Promise<Module> {
  return (await (await importer).importPeer(specifier)) as Module;
}

/** The path of a file inside an installed peer. */
export async function resolvePeer(specifier: string): Promise<string> {
  return (await importer).resolvePeer(specifier);
}

/** The installed version, or undefined where the package is not installed. */
export async function versionOf(name: string): Promise<string | undefined> {
  for (const folder of [peersFolder, path.resolve(peersFolder, '../../..')]) {
    const manifest = await readFile(path.join(folder, 'node_modules', name, 'package.json'), 'utf8').catch(() => '');
    if (manifest !== '') return String((JSON.parse(manifest) as { version: unknown }).version);
  }
  return undefined;
}
