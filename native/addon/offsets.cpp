#include "offsets.h"

#include <cstddef>

namespace tg::addon {
namespace {

constexpr std::size_t kIdsAtOnce = std::size_t{1} << 14;

bool is_continuation(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

// Each character counts at its first byte; one of four bytes is a surrogate pair in UTF-16.
std::uint32_t units_of(char byte, OffsetUnit unit) {
  if (is_continuation(byte)) return 0;
  return static_cast<unsigned char>(byte) >= 0xF0U && unit == OffsetUnit::utf16 ? 2 : 1;
}

// Walks over one text in both directions, counting units, so that a sequence of offsets costs what they are apart:
// offsets that rise, as nearly all do, take one pass over the text.
class Walker {
 public:
  Walker(std::string_view text, OffsetUnit unit) : text_(text), unit_(unit) {}

  std::uint32_t begin(std::uint32_t byte) {
    while (byte > 0 && byte < text_.size() && is_continuation(text_[byte])) --byte;
    return count_to(byte);
  }

  std::uint32_t end(std::uint32_t byte) {
    while (byte < text_.size() && is_continuation(text_[byte])) ++byte;
    return count_to(byte);
  }

 private:
  std::uint32_t count_to(std::size_t byte) {
    if (byte > text_.size()) byte = text_.size();
    while (byte_ < byte) units_ += units_of(text_[byte_++], unit_);
    while (byte_ > byte) units_ -= units_of(text_[--byte_], unit_);
    return units_;
  }

  std::string_view text_;
  OffsetUnit unit_;
  std::size_t byte_ = 0;
  std::uint32_t units_ = 0;
};

}  // namespace

std::size_t utf16_units(std::string_view text) {
  std::size_t units = 0;
  for (const char byte : text) units += units_of(byte, OffsetUnit::utf16);
  return units;
}

void convert_offsets(Encoding& encoding, std::array<std::string_view, 2> texts, OffsetUnit unit,
                     const std::atomic<bool>* cancelled) {
  if (unit == OffsetUnit::none) encoding.offsets.clear();
  if (unit == OffsetUnit::none || unit == OffsetUnit::utf8) return;
  std::array<Walker, 2> walkers{Walker(texts[0], unit), Walker(texts[1], unit)};
  for (std::size_t i = 0; i < encoding.sequence_ids.size(); ++i) {
    if (i % kIdsAtOnce == 0 && cancelled != nullptr && cancelled->load()) return;
    if (encoding.sequence_ids[i] < 0) continue;
    Walker& walker = walkers[encoding.sequence_ids[i] == 0 ? 0 : 1];
    encoding.offsets[2 * i] = walker.begin(encoding.offsets[2 * i]);
    encoding.offsets[2 * i + 1] = walker.end(encoding.offsets[2 * i + 1]);
  }
}

}  // namespace tg::addon
