// Interface of MIPS64. Written by build.mjs.

export const mips64Abi = [
  {
    "inputs": [
      {
        "internalType": "contract IPreimageOracle",
        "name": "oracle_",
        "type": "address"
      },
      {
        "internalType": "uint256",
        "name": "stateVersion_",
        "type": "uint256"
      }
    ],
    "stateMutability": "nonpayable",
    "type": "constructor"
  },
  {
    "inputs": [],
    "name": "DivisionByZero",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "InvalidAddress",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "InvalidExitedValue",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "InvalidFlag",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint256",
        "name": "insn",
        "type": "uint256"
      }
    ],
    "name": "InvalidInstruction",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "InvalidLayout",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint256",
        "name": "insn",
        "type": "uint256"
      }
    ],
    "name": "InvalidMemoryInstruction",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint256",
        "name": "slot",
        "type": "uint256"
      }
    ],
    "name": "InvalidMemoryProof",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "InvalidPC",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "InvalidThreadProof",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "JumpInDelaySlot",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "NoThread",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint256",
        "name": "needed",
        "type": "uint256"
      },
      {
        "internalType": "uint256",
        "name": "got",
        "type": "uint256"
      }
    ],
    "name": "ShortProof",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint256",
        "name": "number",
        "type": "uint256"
      }
    ],
    "name": "UnknownSyscall",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "UnsupportedStateVersion",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "oracle",
    "outputs": [
      {
        "internalType": "contract IPreimageOracle",
        "name": "",
        "type": "address"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "stateVersion",
    "outputs": [
      {
        "internalType": "uint256",
        "name": "",
        "type": "uint256"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "bytes",
        "name": "",
        "type": "bytes"
      },
      {
        "internalType": "bytes",
        "name": "",
        "type": "bytes"
      },
      {
        "internalType": "bytes32",
        "name": "localContext",
        "type": "bytes32"
      }
    ],
    "name": "step",
    "outputs": [
      {
        "internalType": "bytes32",
        "name": "",
        "type": "bytes32"
      }
    ],
    "stateMutability": "nonpayable",
    "type": "function"
  }
] as const;
