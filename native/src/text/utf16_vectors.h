// UTF-8 to UTF-16 and back a vector at a time, on processors with AVX-512 and its compressions (VBMI2): every byte, or
// unit, is taken for the first of a character, and what none is is squeezed out. For what ends a run of vectors, and
// for other processors, there are the loops of utf16.cpp.
#pragma once

#include <cstddef>
#include <string_view>

namespace tg {

struct Transcoded {
  std::size_t read = 0;
  std::size_t written = 0;
};

bool has_utf16_vectors();

// From the front of the text, which begins with a character, up to a sequence that is malformed or of four bytes, to
// where it goes on in ASCII, which loops copy faster, or nearly to the end. REQUIRES: has_utf16_vectors(), and room for
// as many units as there are bytes.
Transcoded widen_vectors(std::string_view bytes, char16_t* units);

// From the front of the text up to a surrogate, to where it goes on in ASCII, or nearly to the end. REQUIRES:
// has_utf16_vectors(), and room for three bytes a unit.
Transcoded narrow_vectors(std::u16string_view units, char* bytes);

}  // namespace tg
