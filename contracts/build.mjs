// Compiles src/ into artifacts/: for each contract its interface, creation code, runtime code and errors.
//
//   node build.mjs           writes the artefacts
//   node build.mjs --check   fails if those in the repository are not what the sources give
//
// The bytes depend on sources, settings and the compiler's version alone: no metadata, no paths.

import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.dirname(fileURLToPath(import.meta.url));
const LIMIT = 24576; // bytes of runtime code, EIP-170
const CONTRACTS = [
  "MIPS64",
  "MIPS64ML",
  "PreimageOracle",
  "dispute/DisputeGame",
  "dispute/ExampleOuterGame",
  "dispute/GuardedResults",
  "dispute/ModelRegistry",
  "proof/Halo2Verifier",
  "proof/ExampleClassifier",
];

let solc;
try {
  solc = (await import("solc")).default;
} catch {
  console.error("contracts: the compiler is missing; run: npm ci --prefix contracts");
  process.exit(1);
}

const sources = {};
for (const folder of ["src", "src/lib", "src/dispute", "src/proof"]) {
  for (const name of fs.readdirSync(path.join(root, folder)).sort()) {
    if (!name.endsWith(".sol")) continue;
    const file = `${folder}/${name}`;
    sources[file] = { content: fs.readFileSync(path.join(root, file), "utf8") };
  }
}

const input = {
  language: "Solidity",
  sources,
  settings: {
    viaIR: true,
    evmVersion: "cancun",
    optimizer: { enabled: true, runs: 1000000 },
    metadata: { bytecodeHash: "none", appendCBOR: false },
    outputSelection: { "*": { "*": ["abi", "evm.bytecode.object", "evm.deployedBytecode.object"] } },
  },
};

const output = JSON.parse(solc.compile(JSON.stringify(input)));
for (const note of output.errors ?? []) console.error(note.formattedMessage);
if ((output.errors ?? []).length > 0) process.exit(1);

// Names of all errors that libraries and contracts have: those of internal libraries are in no interface.
const errors = {};
for (const contracts of Object.values(output.contracts)) {
  for (const { abi } of Object.values(contracts)) {
    for (const item of abi) {
      if (item.type === "error") errors[item.name] = item.inputs.map((argument) => argument.type);
    }
  }
}

let stale = false;
for (const file of CONTRACTS) {
  const name = path.basename(file);
  const { abi, evm } = output.contracts[`src/${file}.sol`][name];
  const runtime = evm.deployedBytecode.object;
  const size = runtime.length / 2;
  if (size > LIMIT) {
    console.error(`contracts: ${name} has ${size} bytes of runtime code, more than ${LIMIT}`);
    process.exit(1);
  }
  const artifact = { compiler: solc.version().split(".Emscripten")[0], abi, creation: evm.bytecode.object, runtime };
  const text = JSON.stringify(artifact, null, 1) + "\n";
  const target = path.join(root, "artifacts", `${name}.json`);
  const before = fs.existsSync(target) ? fs.readFileSync(target, "utf8") : "";
  if (before !== text) {
    if (process.argv.includes("--check")) {
      console.error(`contracts: artifacts/${name}.json is not what the sources give; run: node contracts/build.mjs`);
      stale = true;
    } else {
      fs.writeFileSync(target, text);
    }
  }
  console.log(`contracts: ${name}, ${size} bytes of runtime code`);
}
const file = path.join(root, "artifacts", "errors.json");
const text = JSON.stringify(Object.fromEntries(Object.entries(errors).sort()), null, 1) + "\n";
if (!process.argv.includes("--check")) fs.writeFileSync(file, text);
else if (fs.readFileSync(file, "utf8") !== text) stale = true;
process.exit(stale ? 1 : 0);
