#!/usr/bin/env node
// Sets a checkout up (packages, build, page), then does what was asked: the one door of `npm start`, `npm test`,
// `npm run check` and the rest. Plain JavaScript without dependencies, because it runs before there are any; this
// file keeps to syntax that old Nodes can parse, so that they get a sentence and not a stack trace.

const OLDEST = [20, 19];

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
  console.error(
    `vigil needs Node ${OLDEST.join('.')} or newer, and this is ${process.versions.node}: install one from https://nodejs.org/ and run this again`,
  );
  process.exitCode = 1;
} else {
  import('./setup/commands.mjs')
    .then(({ runCommand }) => runCommand(process.argv[2], process.argv.slice(3)))
    .then(
      (code) => {
        if (code !== undefined) process.exitCode = code;
      },
      (error) => {
        // A SetupFailure has said all there is to say; anything else is a bug of the set-up itself.
        console.error(error && error.name === 'SetupFailure' ? `set-up: ${error.message}` : error);
        process.exitCode = 1;
      },
    );
}
