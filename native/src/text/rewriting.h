// Rewriting a text character by character.
#pragma once

#include <utility>

#include "base/cancelled.h"
#include "text/aligned_text.h"
#include "text/utf8.h"

namespace tg {

// Replaces every character by what `append(out, code_point)` appends for it, which comes from where the character did.
// REQUIRES: valid UTF-8.
template <class Append>
void rewrite_characters(AlignedText& text, bool track, const Append& append) {
  AlignedText out;
  out.bytes.reserve(text.bytes.size());
  if (track) out.origins.reserve(text.bytes.size());
  CancelPoll cancelled;
  for (std::size_t at = 0; at < text.bytes.size() && !cancelled();) {
    const Decoded character = decode_utf8(text.bytes, at);
    append(out.bytes, character.code_point);
    if (track) out.origins.resize(out.bytes.size(), text.origins[at]);
    at += character.length;
  }
  text = std::move(out);
}

}  // namespace tg
