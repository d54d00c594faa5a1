// A result of a model, as somebody's server acts on it. `Reader` is what viem's public client and wagmi have under the
// name `readContract`; the types of arguments and results follow from the interface, so that a wrong one does not compile.

import type { Abi, AbiParametersToPrimitiveTypes, Address, ExtractAbiFunction, ExtractAbiFunctionNames } from "abitype";
import { disputeGameAbi } from "./DisputeGame.ts";
import { errorsAbi } from "./Errors.ts";
import { guardedResultsAbi } from "./GuardedResults.ts";
import { modelRegistryAbi } from "./ModelRegistry.ts";

type Hex = `0x${string}`;
type Views<A extends Abi> = ExtractAbiFunctionNames<A, "view" | "pure">;
type Inputs<A extends Abi, N extends Views<A>> = AbiParametersToPrimitiveTypes<ExtractAbiFunction<A, N>["inputs"], "inputs">;
type Outputs<A extends Abi, N extends Views<A>> = AbiParametersToPrimitiveTypes<ExtractAbiFunction<A, N>["outputs"], "outputs">;
type Result<O extends readonly unknown[]> = O extends readonly [infer One] ? One : O;

export interface Reader {
  readContract<const A extends Abi, N extends Views<A>>(call: {
    address: Address;
    abi: A;
    functionName: N;
    args: Inputs<A, N>;
  }): Promise<Result<Outputs<A, N>>>;
}

/** The last state of a claim's winner, or the arena that a proof has shown, if the claim is about this model and has a result. */
export async function result(client: Reader, game: Address, claim: Hex, model: Hex): Promise<Hex | undefined> {
  const about = await client.readContract({ address: game, abi: disputeGameAbi, functionName: "claim", args: [claim] });
  const [over, winner]: readonly [boolean, Hex] = await client.readContract({
    address: game,
    abi: disputeGameAbi,
    functionName: "outcome",
    args: [claim],
  });
  const proof = await client.readContract({ address: game, abi: disputeGameAbi, functionName: "proven", args: [claim] });
  const proven = BigInt(proof.prover) !== 0n;
  return about.model === model && (proven || (over && about.winner === winner)) ? about.result : undefined;
}

/** Whether a claim counts where a guardian may strike it out. */
export function counts(client: Reader, guarded: Address, claim: Hex): Promise<boolean> {
  return client.readContract({ address: guarded, abi: guardedResultsAbi, functionName: "counts", args: [claim] });
}

/** Hash of the artifact that somebody has registered under an identity, its key and the key's reference string, and its name. */
export async function registered(
  client: Reader,
  registry: Address,
  who: Address,
  model: Hex,
): Promise<{ artifact: Hex; key: Hex; srs: Hex; name: string }> {
  const [artifact, key, srs, name] = await client.readContract({
    address: registry,
    abi: modelRegistryAbi,
    functionName: "lookup",
    args: [who, model],
  });
  return { artifact, key, srs, name };
}

/** What a client decodes refusals with: a contract's own errors and those of what it is made of. */
export const gameAbi = [...disputeGameAbi, ...errorsAbi] satisfies Abi;

// A hash is no number, a claim has no seller, and what costs money is no view.
export function wrong(client: Reader, game: Address) {
  // @ts-expect-error: an argument of another type
  void client.readContract({ address: game, abi: disputeGameAbi, functionName: "claim", args: [1n] });
  // @ts-expect-error: no such function
  void client.readContract({ address: game, abi: disputeGameAbi, functionName: "seller", args: [] });
  // @ts-expect-error: a transaction
  void client.readContract({ address: game, abi: disputeGameAbi, functionName: "withdraw", args: [] });
}
