// Holds what forge has built against artifacts/: the same contracts, byte for byte.

import fs from "node:fs";

const out = process.argv[2];
let other = false;
for (const file of fs.readdirSync("artifacts").filter((file) => file !== "errors.json")) {
  const name = file.replace(".json", "");
  const { bytecode, deployedBytecode } = JSON.parse(fs.readFileSync(`artifacts/${file}`, "utf8"));
  const built = JSON.parse(fs.readFileSync(`${out}/${name}.sol/${name}.json`, "utf8"));
  if (built.bytecode.object === bytecode && built.deployedBytecode.object === deployedBytecode) continue;
  console.error(`contracts: forge builds another ${name} than artifacts/ has`);
  other = true;
}
process.exit(other ? 1 : 0);
