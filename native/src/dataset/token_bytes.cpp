#include "dataset/token_bytes.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace tg {
namespace {

constexpr std::size_t kHead = sizeof(std::uint64_t);

std::uint64_t load(const char* bytes, std::size_t length) {
  std::uint64_t word = 0;
  std::memcpy(&word, bytes, length);
  return word;
}

// The bits of a word's first `length` bytes in memory.
std::uint64_t first_bytes(std::size_t length) {
  if (length >= kHead) return ~std::uint64_t{0};
  const std::uint64_t low = (std::uint64_t{1} << (8 * length)) - 1;
  return std::endian::native == std::endian::little ? low : ~(~std::uint64_t{0} >> (8 * length));
}

}  // namespace

TokenBytes::TokenBytes(const Tokenizer& tokenizer) : entries_(tokenizer.id_bound()) {
  ByteBuffer buffer;
  for (TokenId id = 0; id < entries_.size(); ++id) {
    const std::string_view bytes = tokenizer.decode_bytes({&id, 1}, false, buffer).bytes;
    entries_[id] = {load(bytes.data(), std::min(bytes.size(), kHead)), static_cast<std::uint32_t>(bytes_.size()),
                    static_cast<std::uint32_t>(bytes.size())};
    bytes_ += bytes;
  }
}

std::size_t TokenBytes::end_of(TokenId id, std::string_view text, std::size_t at) const {
  if (id >= entries_.size()) return std::string_view::npos;
  const Entry& entry = entries_[id];
  const std::size_t left = text.size() - at;
  if (left < entry.length) return std::string_view::npos;
  const char* const place = text.data() + at;
  const bool same = entry.length <= kHead && left >= kHead
                        ? ((load(place, kHead) ^ entry.head) & first_bytes(entry.length)) == 0
                        : std::memcmp(place, bytes_.data() + entry.begin, entry.length) == 0;
  return same ? at + entry.length : std::string_view::npos;
}

}  // namespace tg
