#include "text/replace_byte.h"

#include <algorithm>
#include <bit>

#include "base/cancelled.h"
#include "text/byte_mask.h"

namespace tg {
namespace {

constexpr std::size_t kChunk = 16;

// Copies a stretch of a block in chunks, the last of which may write behind it.
// REQUIRES: both have room for `size` bytes and a chunk more.
void copy_loosely(char* to, const char* from, std::size_t size) {
  for (std::size_t at = 0; at < size; at += kChunk) std::memcpy(to + at, from + at, kChunk);
}

// A text that is written again and again: short ones in one store of a chunk, which may write behind it.
class Stamp {
 public:
  explicit Stamp(std::string_view text) : text_(text) {
    if (text.size() <= kChunk) std::copy(text.begin(), text.end(), chunk_);
  }
  std::size_t size() const { return text_.size(); }
  void write(char* to) const {
    if (text_.size() <= kChunk) {
      std::memcpy(to, chunk_, kChunk);
    } else {
      std::memcpy(to, text_.data(), text_.size());
    }
  }

 private:
  std::string_view text_;
  char chunk_[kChunk] = {};
};

// A block of 64 bytes, bits of `mask` where the byte stands. `from` has a chunk more behind the block.
void append_block(const char* from, std::uint64_t mask, const Stamp& replacement, ByteWriter& out) {
  const auto count = static_cast<std::size_t>(std::popcount(mask));
  char* const begin = out.room(kMaskBlock + kChunk + (count + 1) * (replacement.size() + kChunk));
  char* to = begin;
  std::size_t done = 0;
  for (; mask != 0; mask &= mask - 1) {
    const auto found = static_cast<std::size_t>(std::countr_zero(mask));
    copy_loosely(to, from + done, found - done);
    to += found - done;
    replacement.write(to);
    to += replacement.size();
    done = found + 1;
  }
  copy_loosely(to, from + done, kMaskBlock - done);
  out.advance(static_cast<std::size_t>(to - begin) + kMaskBlock - done);
}

}  // namespace

void append_replacing_byte(std::string_view text, char byte, std::string_view replacement, ByteWriter& out) {
  const Stamp stamp(replacement);
  std::size_t at = 0;
  CancelPoll cancelled;
  for (; at + kMaskBlock + kChunk <= text.size() && !cancelled(); at += kMaskBlock) {
    append_block(text.data() + at, byte_mask(text.data() + at, byte), stamp, out);
  }
  while (at < text.size() && !is_cancelled()) {
    const std::size_t found = std::min(text.find(byte, at), text.size());
    out.append(text.substr(at, found - at));
    if (found < text.size()) out.append(replacement);
    at = found + 1;
  }
}

}  // namespace tg
