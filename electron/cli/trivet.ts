#!/usr/bin/env node
// Nothing may be imported statically here: this file has to run, and say what is wrong, on a Node that is too
// old for the rest. better-sqlite3 crashes such a Node outright.
const NEEDED = [22, 15];

const isOldNode = (version: string): boolean => {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major < NEEDED[0]! || (major === NEEDED[0]! && minor < NEEDED[1]!);
};

if (isOldNode(process.versions.node)) {
  process.stderr.write(
    `Trivet needs Node.js ${NEEDED.join('.')} or newer; this is ${process.versions.node} at ${process.execPath}.\n` +
      'In a checkout, `npm run -s trivet -- COMMAND` runs on the right one, which `npm install` brings along.\n',
  );
  process.exitCode = 1;
} else {
  const { holdYoungHeap } = await import('../engine/heap.ts');
  holdYoungHeap();
  const { main } = await import('./program.ts');
  process.exitCode = await main(process.argv.slice(2));
}
