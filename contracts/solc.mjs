#!/usr/bin/env node
// The pinned compiler as forge calls one: its version, and standard JSON from standard input to standard output.

import fs from "node:fs";
import solc from "solc";

if (process.argv.includes("--version")) {
  // forge reads a native compiler's words.
  console.log(`solc, the solidity compiler commandline interface\nVersion: ${solc.version().replace(".Emscripten.clang", ".Linux.g++")}`);
} else if (process.argv.includes("--standard-json")) {
  process.stdout.write(solc.compile(fs.readFileSync(0, "utf8")));
} else {
  console.error("solc.mjs: --version or --standard-json");
  process.exit(1);
}
