// Compiles src/ into artifacts/, as Hardhat lays artefacts out (interface, docs, bytecode), which alloy's `sol!`, viem and ethers read;
// and into bindings/, the interfaces as TypeScript constants, from which abitype, viem and wagmi infer types.
//
//   node build.mjs           writes them
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
  "dispute/BlobInputs",
  "dispute/DelayedBonds",
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
    outputSelection: { "*": { "*": ["abi", "devdoc", "userdoc", "evm.bytecode.object", "evm.deployedBytecode.object"] } },
  },
};

const output = JSON.parse(solc.compile(JSON.stringify(input)));
for (const note of output.errors ?? []) console.error(note.formattedMessage);
if ((output.errors ?? []).length > 0) process.exit(1);

// All errors that libraries and contracts have: those of internal libraries are in no interface.
const errors = {};
for (const contracts of Object.values(output.contracts)) {
  for (const { abi } of Object.values(contracts)) {
    for (const item of abi) {
      if (item.type === "error") errors[item.name] = item;
    }
  }
}
const sorted = Object.entries(errors).sort();

let stale = false;
function write(file, text) {
  const target = path.join(root, file);
  if (fs.existsSync(target) && fs.readFileSync(target, "utf8") === text) return;
  if (process.argv.includes("--check")) {
    console.error(`contracts: ${file} is not what the sources give; run: node contracts/build.mjs`);
    stale = true;
  } else {
    fs.writeFileSync(target, text);
  }
}

// MIPS64 becomes mips64, DisputeGame disputeGame.
const camel = (name) => name.replace(/^[A-Z]+(?![a-z])|^[A-Z]/, (start) => start.toLowerCase());
function binding(name, about, abi) {
  const text = `// ${about}. Written by build.mjs.\n\nexport const ${camel(name)}Abi = ${JSON.stringify(abi, null, 2)} as const;\n`;
  write(`bindings/${name}.ts`, text);
}

for (const file of CONTRACTS) {
  const contractName = path.basename(file);
  const sourceName = `src/${file}.sol`;
  const { abi, devdoc, userdoc, evm } = output.contracts[sourceName][contractName];
  const runtime = evm.deployedBytecode.object;
  const size = runtime.length / 2;
  if (size > LIMIT) {
    console.error(`contracts: ${contractName} has ${size} bytes of runtime code, more than ${LIMIT}`);
    process.exit(1);
  }
  const compiler = solc.version().split(".Emscripten")[0];
  const bytecode = { bytecode: `0x${evm.bytecode.object}`, deployedBytecode: `0x${runtime}` };
  const artifact = { contractName, sourceName, compiler, abi, devdoc, userdoc, ...bytecode };
  write(`artifacts/${contractName}.json`, JSON.stringify(artifact, null, 1) + "\n");
  binding(contractName, `Interface of ${contractName}`, abi);
  console.log(`contracts: ${contractName}, ${size} bytes of runtime code`);
}
binding("Errors", "Errors of all contracts, those of their internal libraries too, which are in no interface", sorted.map(([, item]) => item));
const types = sorted.map(([name, item]) => [name, item.inputs.map((argument) => argument.type)]);
write("artifacts/errors.json", JSON.stringify(Object.fromEntries(types), null, 1) + "\n");
process.exit(stale ? 1 : 0);
