// Normalizers rewrite a text before it is cut: Unicode forms, replacements, prefixes.
#pragma once

#include <memory>
#include <vector>

#include "tokenizer/at_seams.h"
#include "tokenizer/pattern_use.h"
#include "tokenizer/stage_family.h"
#include "tokenizer/text_view.h"

namespace tg {

class Normalizer {
 public:
  virtual ~Normalizer() = default;

  // Rewrites `text`. When `track` is set, `text.origins` has an entry a byte, and still has afterwards.
  // Fails (Code::limit) only when a general pattern matcher gives up, or when the text would outgrow `text.limit`. Only
  // what a file can make arbitrarily long is checked before it is written; whoever runs stages in a row checks the rest
  // between them, and sets the limit before each.
  virtual Status normalize(AlignedText& text, bool track) const = 0;

  // True when it is certain, and cheap to know, that `normalize` would change nothing.
  virtual bool keeps(std::string_view text) const = 0;

  virtual AtSeams at_seams() const { return AtSeams::joins; }
  virtual void list_patterns(std::vector<PatternUse>&) const {}
};

// What a stage called `where` answers to a text that it would make too long.
Status grown_too_long(const std::string& where, std::size_t limit);

// A null stage makes no normalizer (nullptr).
MadeStage<Normalizer> make_normalizer(const StageSpec& spec);

}  // namespace tg
