#include "tokenizer/byte_token.h"

namespace tg {
namespace {

int digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

// The reference reads the digits with Rust's from_str_radix, which takes "+F".
int named_byte(std::string_view name) {
  if (name.size() != 6 || !name.starts_with("<0x") || name[5] != '>') return -1;
  const int low = digit(name[4]);
  if (name[3] == '+') return low;
  const int high = digit(name[3]);
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

}  // namespace tg
