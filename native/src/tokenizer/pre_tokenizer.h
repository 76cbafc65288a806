// Pre-tokenizers cut a text into pieces, inside which the model works.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "text/patterns/schemes.h"
#include "tokenizer/at_seams.h"
#include "tokenizer/pattern_use.h"
#include "tokenizer/stage_family.h"
#include "tokenizer/text_view.h"

namespace tg {

// A text while it is being cut. Starts as one piece that is all of `text`; a stage replaces `pieces` by smaller ones,
// in order, and may replace the text itself (a prefix space), which then lies in `rewritten`.
struct CutText {
  TextView text;
  std::vector<Span> pieces;
  // The first byte of `text` came from the first character of the whole text: what `origins` say when they are there.
  bool begins_text = false;
  AlignedText rewritten;

  // Room for the stages, kept from text to text.
  std::vector<Span> matches;
  std::vector<Span> next;

  void begin(TextView whole);
  // Goes on with `next` as the pieces of `text`, which must not have outgrown 32 bits.
  Status go_on_with(AlignedText&& text);
};

// Cutting by no more than one scanner, or, without one, by nothing.
struct PlainCut {
  std::optional<scan::Scheme> scheme;
};

class PreTokenizer {
 public:
  virtual ~PreTokenizer() = default;

  // Fails only when a general pattern matcher gives up.
  virtual Status cut(CutText& text) const = 0;

  // True when what follows sees bytes written as GPT-2's stand-ins, in the reference's terms.
  virtual bool is_byte_level() const { return false; }
  // True when cutting depends on where a rewritten text came from, so that origins must be tracked for ids alone, too.
  virtual bool needs_origins() const { return false; }
  virtual AtSeams at_seams() const { return AtSeams::joins; }
  // Nothing where it does anything else to a text.
  virtual std::optional<PlainCut> plain_cut() const { return std::nullopt; }
  virtual void list_patterns(std::vector<PatternUse>&) const {}
};

// A null stage makes no pre-tokenizer (nullptr).
MadeStage<PreTokenizer> make_pre_tokenizer(const StageSpec& spec);

}  // namespace tg
