// Configures and builds this package with cmake-js. Used by the developer's build, by prebuildify and by users who build
// from source; each has a folder of its own, since CMake keeps old settings in its cache.

const { spawnSync } = require('node:child_process');
const { existsSync, readFileSync, rmSync } = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const packageFolder = path.join(__dirname, '..');

/** Builds into `out` and answers with the path of the binary. Stops the process with a sentence when it cannot. */
function buildAddon({ out, config = 'Release', arch = process.arch, definitions = {} }) {
  const { generator } = requireTools();
  const settings = { ...definitionsFromEnvironment(), ...definitions };
  forgetOtherCache(out, { generator, toolchain: settings.CMAKE_TOOLCHAIN_FILE });
  const options = ['-d', packageFolder, '-O', out, '-B', config, '--arch', arch, '--log-level=warn'];
  if (generator !== undefined) options.push('-G', generator);
  const defined = Object.entries(settings).map(([name, value]) => `--CD${name}=${value}`);
  // `build` alone would skip configuring once a cache exists, and keep the settings of last time.
  runCmakeJs(['configure', ...options, ...defined]);
  runCmakeJs(['build', ...options, '--parallel', String(os.availableParallelism())]);
  const binary = path.join(out, config, 'tokengraft.node');
  if (arch === process.arch && settings.TG_SANITIZE === 'OFF' && !settings.CMAKE_TOOLCHAIN_FILE) demandLoads(binary);
  return binary;
}

/** The linker lets a module lack symbols, which Node might have; the loader does not. */
function demandLoads(binary) {
  const { status, stderr } = spawnSync(process.execPath, ['-e', `require(${JSON.stringify(binary)})`], {
    encoding: 'utf8',
  });
  if (status === 0) return;
  stop(`${binary} was built but does not load: ${/^Error: (.*)$/m.exec(stderr)?.[1] ?? stderr}`);
}

/** Every setting is passed each time, so that none of an earlier run survives. */
function definitionsFromEnvironment() {
  const { TG_SANITIZE, TG_WERROR, TG_PCRE2, TG_TOOLCHAIN } = process.env;
  const toolchain = TG_TOOLCHAIN ? { CMAKE_TOOLCHAIN_FILE: path.resolve(TG_TOOLCHAIN) } : {};
  return { TG_SANITIZE: TG_SANITIZE || 'OFF', TG_WERROR: TG_WERROR || 'OFF', TG_PCRE2: TG_PCRE2 || 'ON', ...toolchain };
}

/** Answers with CMake's generator; undefined on Windows, where cmake-js finds Visual Studio. */
function requireTools() {
  if (process.platform === 'win32') return { generator: undefined };
  const makers = { Ninja: 'ninja', 'Unix Makefiles': 'make' };
  const generator = Object.keys(makers).find((name) => isInstalled(makers[name]));
  const missing = [];
  if (![process.env.CXX, 'c++', 'g++', 'clang++'].some((name) => name && isInstalled(name))) missing.push('g++');
  if (!isInstalled('cmake')) missing.push('cmake');
  if (generator === undefined) missing.push('make');
  if (missing.length === 0) return { generator };
  return stop(
    `building the native core needs ${missing.join(', ')}, which ${missing.length > 1 ? 'are' : 'is'} not installed; ` +
      `on Debian: apt-get install ${missing.join(' ')}`,
  );
}

/** A cache made by another generator or compiler, or for another place of this folder, would make CMake refuse. */
function forgetOtherCache(out, { generator, toolchain }) {
  const file = path.join(out, 'CMakeCache.txt');
  if (!existsSync(file)) return;
  const cache = readFileSync(file, 'utf8');
  const entry = (name) => new RegExp(`^${name}:\\w+=(.*)$`, 'm').exec(cache)?.[1];
  const fits =
    (generator === undefined || entry('CMAKE_GENERATOR') === generator) &&
    entry('CMAKE_TOOLCHAIN_FILE') === toolchain &&
    entry('CMAKE_HOME_DIRECTORY') === path.resolve(packageFolder);
  if (fits) return;
  rmSync(file);
  rmSync(path.join(out, 'CMakeFiles'), { recursive: true, force: true });
}

function runCmakeJs(args) {
  const result = spawnSync(process.execPath, [findCmakeJs(), ...args], { stdio: 'inherit' });
  if (result.status !== 0) stop(`cmake-js ${args[0]} failed; its messages are above`, result.status ?? 1);
}

/** In the package's own tree, or in the project of the user who builds. */
function findCmakeJs() {
  try {
    return require.resolve('cmake-js/bin/cmake-js', { paths: [packageFolder, process.cwd()] });
  } catch {
    return stop('building the native core needs cmake-js: npm install --save-dev cmake-js@8');
  }
}

function isInstalled(command) {
  return spawnSync(command, ['--version'], { stdio: 'ignore' }).status === 0;
}

function stop(sentence, status = 1) {
  process.stderr.write(`${sentence}\n`);
  process.exit(status);
}

module.exports = { buildAddon, packageFolder };
