// Interface of ExampleOuterGame. Written by build.mjs.

export const exampleOuterGameAbi = [
  {
    "inputs": [
      {
        "internalType": "contract IStep",
        "name": "stepContract_",
        "type": "address"
      },
      {
        "internalType": "contract Results",
        "name": "results_",
        "type": "address"
      },
      {
        "internalType": "contract ILocalData",
        "name": "localData_",
        "type": "address"
      }
    ],
    "stateMutability": "nonpayable",
    "type": "constructor"
  },
  {
    "inputs": [],
    "name": "Refused",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "Unbound",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "WrongState",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "bytes32",
        "name": "localContext",
        "type": "bytes32"
      },
      {
        "internalType": "uint256",
        "name": "ident",
        "type": "uint256"
      }
    ],
    "name": "claimOf",
    "outputs": [
      {
        "internalType": "bytes32",
        "name": "",
        "type": "bytes32"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "bytes32",
        "name": "context",
        "type": "bytes32"
      }
    ],
    "name": "claims",
    "outputs": [
      {
        "internalType": "bytes32",
        "name": "",
        "type": "bytes32"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "bytes32",
        "name": "localContext",
        "type": "bytes32"
      },
      {
        "internalType": "uint256",
        "name": "ident",
        "type": "uint256"
      },
      {
        "internalType": "bytes32",
        "name": "outputRoot",
        "type": "bytes32"
      },
      {
        "internalType": "bytes32[]",
        "name": "headerPath",
        "type": "bytes32[]"
      },
      {
        "internalType": "bytes32[]",
        "name": "outputPath",
        "type": "bytes32[]"
      },
      {
        "internalType": "uint256",
        "name": "partOffset",
        "type": "uint256"
      }
    ],
    "name": "loadDone",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "bytes32",
        "name": "localContext",
        "type": "bytes32"
      },
      {
        "internalType": "uint256",
        "name": "ident",
        "type": "uint256"
      },
      {
        "internalType": "uint256",
        "name": "code",
        "type": "uint256"
      },
      {
        "internalType": "uint256",
        "name": "step",
        "type": "uint256"
      },
      {
        "internalType": "uint256",
        "name": "partOffset",
        "type": "uint256"
      }
    ],
    "name": "loadErr",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "localData",
    "outputs": [
      {
        "internalType": "contract ILocalData",
        "name": "",
        "type": "address"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "bytes32",
        "name": "context",
        "type": "bytes32"
      },
      {
        "internalType": "bytes",
        "name": "state",
        "type": "bytes"
      },
      {
        "internalType": "bytes",
        "name": "proof",
        "type": "bytes"
      }
    ],
    "name": "next",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "results",
    "outputs": [
      {
        "internalType": "contract Results",
        "name": "",
        "type": "address"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "bytes32",
        "name": "state",
        "type": "bytes32"
      },
      {
        "internalType": "bytes32",
        "name": "claim",
        "type": "bytes32"
      }
    ],
    "name": "start",
    "outputs": [
      {
        "internalType": "bytes32",
        "name": "context",
        "type": "bytes32"
      }
    ],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "bytes32",
        "name": "context",
        "type": "bytes32"
      }
    ],
    "name": "states",
    "outputs": [
      {
        "internalType": "bytes32",
        "name": "",
        "type": "bytes32"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "stepContract",
    "outputs": [
      {
        "internalType": "contract IStep",
        "name": "",
        "type": "address"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  }
] as const;
