// Models to which a piece is a word by itself, so that what became of short ones can be remembered.
#pragma once

#include "base/cancelled.h"
#include "tokenizer/id_writer.h"
#include "tokenizer/model.h"

namespace tg {

// `Kind` derives from this and has
//   Status cut_word(std::string_view word, WordScratch& scratch) const
// which replaces `scratch.found` by the tokens of a word that is not empty, placed in it.
template <class Kind>
class WordModel : public Model {
 public:
  Status append_ids(std::string_view text, std::span<const Span> pieces, ModelScratch& scratch,
                    IdList& ids) const final {
    IdWriter out(ids, pieces.size() + pieces.size() / 2 + WordCache::kMostIds);
    CancelPoll cancelled;
    for (const Span piece : pieces) {
      if (cancelled()) return check_cancelled();
      const std::string_view word = text.substr(piece.begin, piece.end - piece.begin);
      if (const WordCache::Entry* const known = find(word, text, scratch.words)) {
        known->read(out.room(WordCache::kMostIds));
        out.advance(known->count());
        continue;
      }
      TG_RETURN_IF_ERROR(cut_and_keep(word, text, scratch.words));
      out.append(scratch.words.ids);
    }
    return {};
  }

  Status count_ids(std::string_view text, std::span<const Span> pieces, ModelScratch& scratch,
                   std::size_t& count) const final {
    CancelPoll cancelled;
    for (const Span piece : pieces) {
      if (cancelled()) return check_cancelled();
      const std::string_view word = text.substr(piece.begin, piece.end - piece.begin);
      if (const WordCache::Entry* const known = find(word, text, scratch.words)) {
        count += known->count();
        continue;
      }
      TG_RETURN_IF_ERROR(cut_and_keep(word, text, scratch.words));
      count += scratch.words.ids.size();
    }
    return {};
  }

  // The slow twin: nothing is remembered.
  Status append_tokens(std::string_view text, std::span<const Span> pieces, ModelScratch& scratch,
                       std::vector<PieceToken>& tokens) const final {
    CancelPoll cancelled;
    for (std::uint32_t i = 0; i < pieces.size(); ++i) {
      if (cancelled()) return check_cancelled();
      const std::uint32_t base = pieces[i].begin;
      TG_RETURN_IF_ERROR(kind().cut_word(text.substr(base, pieces[i].end - base), scratch.words));
      for (const PlacedId token : scratch.words.found) {
        tokens.push_back({token.id, {base + token.span.begin, base + token.span.end}, i});
      }
    }
    return {};
  }

 private:
  const Kind& kind() const { return static_cast<const Kind&>(*this); }

  const WordCache::Entry* find(std::string_view word, std::string_view text, WordScratch& scratch) const {
    if (!WordCache::can_keep(word)) return nullptr;
    return scratch.cache.find(WordCache::key_of(word, text.data() + text.size()), generation_);
  }

  // `scratch.ids` become those of the word.
  Status cut_and_keep(std::string_view word, std::string_view text, WordScratch& scratch) const {
    TG_RETURN_IF_ERROR(kind().cut_word(word, scratch));
    scratch.ids.clear();
    for (const PlacedId token : scratch.found) scratch.ids.push_back(token.id);
    if (WordCache::can_keep(word) && !scratch.ids.empty()) {
      scratch.cache.keep(WordCache::key_of(word, text.data() + text.size()), generation_, scratch.ids);
    }
    return {};
  }

  Generation generation_ = new_generation();
};

}  // namespace tg
