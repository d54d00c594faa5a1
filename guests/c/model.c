// Reads a model the three ways there are, and evaluates it: a checksum that takes every word. Local value 1
// says how: 0 through the pre-image oracle, 8 bytes a system call; 1 by ml_read, 32 bytes a system call; 2 by
// ml_map, as memory. Local value 2 is the Keccak-256 key of the model's bytes, local value 3 the root of the
// region that holds them, with log2 of its size as local value 4. A model starts with its number of words,
// which the guest checks against what it was given.
#include "runtime.h"

enum { SYS_ML_MAP = 5900, SYS_ML_READ = 5901 };
// Beyond the heap, at a multiple of any sensible size.
#define MAP_BASE 0x700000000000ul

static void local(u64 ident, void *to, u64 len) {
    u8 key[32];
    local_key(key, ident);
    check(preimage_open(key) == len, "a local value has another size");
    preimage_read(to, len);
}

static u64 local_number(u64 ident) {
    u64 value;
    local(ident, &value, 8);
    return value;
}

// The bytes of the pre-image whose first `len` bytes follow its length; leaves are filled one at a time.
static u8 *read_leaves(u64 *len) {
    u8 key[32];
    local(2, key, 32);
    key[0] = KEY_KECCAK;
    *len = preimage_open(key);
    // The length was read, so the next leaf starts with the first byte of the model.
    u8 *to = allocate(*len + 32);
    for (u64 done = 0; done < *len;) {
        long count = syscall3(SYS_ML_READ, (u64)(to + done), 32, 0);
        check(count > 0, "ml_read");
        done += (u64)count;
    }
    return to;
}

static u8 *read_oracle(u64 *len) {
    u8 key[32];
    local(2, key, 32);
    key[0] = KEY_KECCAK;
    *len = preimage_open(key);
    u8 *to = allocate(*len + 1);
    preimage_read(to, *len);
    return to;
}

static u8 *map(u64 *len) {
    _Alignas(32) u8 root[32];
    local(3, root, 32);
    u64 log2_size = local_number(4);
    check(log2_size <= 40, "the model is too large");
    check(syscall3(SYS_ML_MAP, MAP_BASE, log2_size, (u64)root) == 0, "ml_map");
    *len = 1ul << log2_size;
    return (u8 *)MAP_BASE;
}

int main(void) {
    u64 len, how = local_number(1);
    const u8 *model = how == 0 ? read_oracle(&len) : how == 1 ? read_leaves(&len) : map(&len);
    const u64 *words = (const u64 *)model;
    check(len >= 8 && words[0] <= len / 8 - 1, "a bad model");
    u64 sum = 0;
    for (u64 i = 1; i <= words[0]; i++) {
        sum = sum * 31 + words[i];
    }
    print_number(sum);
    print("\n");
    return 0;
}
