// Pre-tokenizers cut a text into pieces, inside which the model works.
#pragma once

#include <memory>
#include <vector>

#include "tokenizer/pattern_use.h"
#include "tokenizer/stage_family.h"
#include "tokenizer/text_view.h"

namespace tg {

// A text while it is being cut. Starts as one piece that is all of `text`; a stage replaces `pieces` by smaller ones,
// in order, and may replace the text itself (a prefix space), which then lies in `rewritten`.
struct CutText {
  TextView text;
  std::vector<Span> pieces;
  AlignedText rewritten;

  // Room for the stages, kept from text to text.
  std::vector<Span> matches;
  std::vector<Span> next;

  void begin(TextView whole);
};

class PreTokenizer {
 public:
  virtual ~PreTokenizer() = default;

  // Fails only when a general pattern matcher gives up.
  virtual Status cut(CutText& text) const = 0;

  // True when what follows sees bytes written as GPT-2's stand-ins, in the reference's terms.
  virtual bool is_byte_level() const { return false; }
  virtual void list_patterns(std::vector<PatternUse>&) const {}
};

// A null stage makes no pre-tokenizer (nullptr).
MadeStage<PreTokenizer> make_pre_tokenizer(const StageSpec& spec);

}  // namespace tg
