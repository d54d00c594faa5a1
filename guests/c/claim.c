// Checks a claim as a fault-proof program does. Local value 1 is the Keccak-256 key of a list of 32-bit
// numbers, local value 2 the SHA-256 key of the same bytes, local value 3 the claimed sum. Exits with 0 if
// the claim holds, with 1 if it does not.
#include "runtime.h"

static void local(u64 ident, void *to, u64 len) {
    u8 key[32];
    local_key(key, ident);
    check(preimage_open(key) == len, "a local value has another size");
    preimage_read(to, len);
}

static u8 *fetch(const u8 key[32], u64 *len) {
    *len = preimage_open(key);
    u8 *bytes = allocate(*len + 1);
    preimage_read(bytes, *len);
    return bytes;
}

int main(void) {
    u8 root[32], other[32], digest[32];
    u64 claimed, len, other_len;
    local(1, root, 32);
    local(2, other, 32);
    local(3, &claimed, 8);
    u8 message[37] = "list ";
    memcpy(message + 5, root, 32);
    hint(message, sizeof message);
    root[0] = KEY_KECCAK;
    other[0] = KEY_SHA256;
    const u8 *list = fetch(root, &len), *same = fetch(other, &other_len);
    check(len == other_len && memcmp(list, same, len) == 0, "the two keys lead to different lists");
    keccak256(list, len, digest);
    check(memcmp(digest + 1, root + 1, 31) == 0, "the host lied (keccak)");
    sha256(list, len, digest);
    check(memcmp(digest + 1, other + 1, 31) == 0, "the host lied (sha256)");
    u64 sum = 0;
    for (u64 at = 0; at + 4 <= len; at += 4) {
        u32 value;
        memcpy(&value, list + at, 4);
        sum += value;
    }
    print("sum ");
    print_number(sum);
    print(" claimed ");
    print_number(claimed);
    print("\n");
    return sum == claimed ? 0 : 1;
}
