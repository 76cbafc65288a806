// The tarballs of all packages that are published.

import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { execFileSync } from 'node:child_process';
import { root } from '../../scripts/steps.mjs';

/** Packs every workspace that is not private; answers with name, folder, manifest, tarball and its files. */
export function packAll(destination) {
  mkdirSync(destination, { recursive: true });
  return workspaces()
    .filter(({ manifest }) => manifest.private !== true)
    .map((workspace) => ({ ...workspace, ...pack(workspace.name, destination) }));
}

function workspaces() {
  const listing = npm(['query', '.workspace']);
  return JSON.parse(listing).map(({ name, location }) => {
    const folder = path.join(root, location);
    return { name, folder, manifest: JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) };
  });
}

function pack(name, destination) {
  const output = npm(['pack', '--json', '--ignore-scripts', '--pack-destination', destination, '--workspace', name]);
  const [{ filename, files }] = JSON.parse(output);
  return { file: path.join(destination, filename), files: files.map((each) => each.path) };
}

function npm(args) {
  return execFileSync('npm', args, {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: 1 << 26,
  });
}
