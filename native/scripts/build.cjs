// The developer's build: out/Release, or out-<sanitizer>/RelWithDebInfo where TG_SANITIZE names one (see sanitized.cjs).
// Settings come from the environment: TG_SANITIZE=address,undefined TG_WERROR=ON TG_PCRE2=OFF.

const path = require('node:path');
const { buildAddon, packageFolder } = require('./cmake.cjs');

const sanitizers = process.env.TG_SANITIZE || 'OFF';
const place =
  sanitizers === 'OFF'
    ? { out: path.join(packageFolder, 'out') }
    : { out: path.join(packageFolder, `out-${sanitizers.split(',')[0]}`), config: 'RelWithDebInfo' };
console.log(`built ${path.relative(process.cwd(), buildAddon(place))}`);
