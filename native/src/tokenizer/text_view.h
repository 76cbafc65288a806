// A text on its way through the stages, or a part of it, without owning it.
#pragma once

#include <span>
#include <string_view>

#include "text/aligned_text.h"

namespace tg {

// `origins` is empty when nobody asked where the bytes came from; else it has one Span of the original text a byte.
struct TextView {
  std::string_view bytes;
  std::span<const Span> origins;

  TextView part(Span range) const {
    const std::size_t size = range.end - range.begin;
    return {bytes.substr(range.begin, size), origins.empty() ? origins : origins.subspan(range.begin, size)};
  }
  bool is_tracked() const { return !origins.empty(); }
};

inline TextView view_of(const AlignedText& text) {
  return {text.bytes, text.origins};
}

}  // namespace tg
