// The four normal forms of Unicode (UAX #15), by tables generated from one version of the character database.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "text/aligned_text.h"

namespace tg {

enum class NormalForm : std::uint8_t { nfc, nfd, nfkc, nfkd };

// True when the quick check of UAX #15 proves that `text` is already in the form (false: perhaps, perhaps not).
bool is_surely_normalized(NormalForm form, std::string_view text);

// Replaces `text` by its normal form, in linear time. With `track_origins`, each output byte gets the origin
// of the character it was made from, as Hugging Face's NormalizedString does it: a character composed of several has
// the first one's origin, the characters of a decomposition all have that of the character decomposed; the .cpp states
// the rule. Without it, `text.origins` ends empty. REQUIRES: valid UTF-8; no origins, or one for every byte.
void normalize(NormalForm form, AlignedText& text, bool track_origins);

// The canonical decomposition of one character: itself, when it has none.
struct Decomposition {
  char32_t parts[4];
  std::size_t size;
};
Decomposition canonical_decomposition(char32_t code_point);

// Canonical_Combining_Class; 0 for characters that never change places.
std::uint8_t combining_class(char32_t code_point);

}  // namespace tg
