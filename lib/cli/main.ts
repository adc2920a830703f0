#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { run } from './run';

function main(): void {
  // `cdk8s-sidecars report dist | head` closes the pipe before everything is written: no reason for a stack trace.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  // Not process.exit: what is still on its way through a pipe would be lost.
  process.exitCode = run(process.argv.slice(2), {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    stdin: () => readFileSync(0, 'utf8'),
    hasColours: process.stdout.isTTY === true && !process.env.NO_COLOR,
  });
}

if (require.main === module) main();
