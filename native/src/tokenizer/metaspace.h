// Metaspace's options, which its pre-tokenizer and its decoder share.
#pragma once

#include <cstdint>
#include <string>

#include "tokenizer/spec.h"

namespace tg {

enum class PrependScheme : std::uint8_t { first, always, never };

struct Metaspace {
  std::string replacement;  // one character, which stands for a space
  PrependScheme prepend;
  bool split;
};

// Reads `replacement`, `prepend_scheme` (always when absent), `split` (true when absent) and the older
// `add_prefix_space`, which may only contradict a scheme by being false beside "never".
Result<Metaspace> read_metaspace(const StageSpec& spec);

}  // namespace tg
