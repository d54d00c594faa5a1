// Interface of Halo2Verifier. Written by build.mjs.

export const halo2VerifierAbi = [
  {
    "inputs": [],
    "name": "Infinity",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "NoKey",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "NotCanonical",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "PublicValueOutOfRange",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "Refused",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "WrongLength",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "key",
        "type": "address"
      },
      {
        "internalType": "bytes",
        "name": "publicValues",
        "type": "bytes"
      },
      {
        "internalType": "bytes",
        "name": "proof",
        "type": "bytes"
      }
    ],
    "name": "verify",
    "outputs": [
      {
        "internalType": "bool",
        "name": "",
        "type": "bool"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  }
] as const;
