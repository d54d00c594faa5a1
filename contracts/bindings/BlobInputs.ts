// Interface of BlobInputs. Written by build.mjs.

export const blobInputsAbi = [
  {
    "inputs": [],
    "name": "AlreadyRefuted",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "InvalidModel",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint256",
        "name": "element",
        "type": "uint256"
      }
    ],
    "name": "InvalidOpening",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "NoBlobs",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "NotOver",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "NotPosted",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "SameChunk",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "Unpaid",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint256",
        "name": "expected",
        "type": "uint256"
      }
    ],
    "name": "WrongChunks",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint256",
        "name": "due",
        "type": "uint256"
      }
    ],
    "name": "WrongDeposit",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint256",
        "name": "expected",
        "type": "uint256"
      }
    ],
    "name": "WrongOpenings",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "WrongSource",
    "type": "error"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "contract DisputeGame",
        "name": "game",
        "type": "address"
      },
      {
        "indexed": true,
        "internalType": "bytes32",
        "name": "claim",
        "type": "bytes32"
      },
      {
        "indexed": false,
        "internalType": "uint256",
        "name": "chunk",
        "type": "uint256"
      },
      {
        "indexed": false,
        "internalType": "address",
        "name": "by",
        "type": "address"
      },
      {
        "indexed": false,
        "internalType": "uint256",
        "name": "amount",
        "type": "uint256"
      }
    ],
    "name": "Refuted",
    "type": "event"
  },
  {
    "inputs": [],
    "name": "CHUNK_LOG2",
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
        "internalType": "address",
        "name": "owner",
        "type": "address"
      }
    ],
    "name": "credits",
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
        "internalType": "contract DisputeGame",
        "name": "game",
        "type": "address"
      },
      {
        "internalType": "bytes",
        "name": "model",
        "type": "bytes"
      },
      {
        "internalType": "uint256",
        "name": "first",
        "type": "uint256"
      },
      {
        "internalType": "uint256",
        "name": "count",
        "type": "uint256"
      },
      {
        "internalType": "bytes",
        "name": "chunks",
        "type": "bytes"
      },
      {
        "internalType": "bytes32",
        "name": "left",
        "type": "bytes32"
      },
      {
        "internalType": "bytes32",
        "name": "right",
        "type": "bytes32"
      },
      {
        "internalType": "bytes32",
        "name": "last",
        "type": "bytes32"
      },
      {
        "internalType": "bytes32[]",
        "name": "proof",
        "type": "bytes32[]"
      }
    ],
    "name": "open",
    "outputs": [
      {
        "internalType": "bytes32",
        "name": "id",
        "type": "bytes32"
      }
    ],
    "stateMutability": "payable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "contract DisputeGame",
        "name": "game",
        "type": "address"
      },
      {
        "internalType": "bytes32",
        "name": "claim",
        "type": "bytes32"
      }
    ],
    "name": "posted",
    "outputs": [
      {
        "internalType": "bytes32",
        "name": "source",
        "type": "bytes32"
      },
      {
        "internalType": "address",
        "name": "poster",
        "type": "address"
      },
      {
        "internalType": "uint96",
        "name": "deposit",
        "type": "uint96"
      },
      {
        "internalType": "uint48",
        "name": "until",
        "type": "uint48"
      },
      {
        "internalType": "uint8",
        "name": "chunkLog2",
        "type": "uint8"
      },
      {
        "internalType": "bool",
        "name": "refuted",
        "type": "bool"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "contract DisputeGame",
        "name": "game",
        "type": "address"
      },
      {
        "internalType": "bytes32",
        "name": "id",
        "type": "bytes32"
      }
    ],
    "name": "reclaim",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "contract DisputeGame",
        "name": "game",
        "type": "address"
      },
      {
        "internalType": "bytes32",
        "name": "id",
        "type": "bytes32"
      },
      {
        "internalType": "bytes",
        "name": "source",
        "type": "bytes"
      },
      {
        "internalType": "uint256",
        "name": "chunk",
        "type": "uint256"
      },
      {
        "internalType": "bytes",
        "name": "commitment",
        "type": "bytes"
      },
      {
        "internalType": "bytes",
        "name": "openings",
        "type": "bytes"
      }
    ],
    "name": "refute",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "withdraw",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "to",
        "type": "address"
      }
    ],
    "name": "withdrawTo",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  }
] as const;
