// SentencePiece's BPE model: merges by the scores of pieces, over a whole text with its visible spaces. User-defined
// pieces are found first and never merge.
#include <algorithm>
#include <type_traits>

#include "base/cancelled.h"
#include "text/utf8.h"
#include "tokenizer/sentencepiece/resegmenting.h"
#include "tokenizer/sentencepiece/symbol_tables.h"
#include "tokenizer/token_sinks.h"

namespace tg {
namespace {

class SentencePieceBpe final : public SinkModel<SentencePieceBpe> {
 public:
  SentencePieceBpe(PieceRules rules, SymbolTables tables) : rules_(std::move(rules)), tables_(std::move(tables)) {}

  template <class Sink>
  Status run(std::string_view text, std::span<const Span> pieces, ModelScratch& scratch, Sink sink) const {
    for (std::uint32_t i = 0; i < pieces.size(); ++i) {
      TG_RETURN_IF_ERROR(check_cancelled());
      const std::string_view piece = text.substr(pieces[i].begin, pieces[i].end - pieces[i].begin);
      PieceWriter<Sink> writer(rules_, piece, i, pieces[i].begin, sink);
      TG_RETURN_IF_ERROR(tables_.has_unused ? cut_whole(piece, writer) : cut(piece, scratch, writer));
      writer.finish();
    }
    return {};
  }

  std::size_t memory_bytes() const override {
    return tables_.symbols.memory_bytes() + tables_.pairs.memory_bytes() + tables_.borders.memory_bytes();
  }

 private:
  // A symbol of the text before merging; `piece` is what it is when it never merges (user-defined or unknown).
  struct Unit {
    Symbol symbol;
    TokenId piece;
    bool merges() const { return symbol.id != TokenTable::kNone; }
  };

  Unit unit_at(std::string_view text, std::size_t at) const {
    if (const auto match = rules_.user_defined.find(text, at)) {
      return {{TokenTable::kNone, static_cast<std::uint32_t>(match->size)}, match->id};
    }
    const std::size_t size = utf8_length(static_cast<unsigned char>(text[at]));
    return {{tables_.symbols.find(text.substr(at, size)), static_cast<std::uint32_t>(size)}, rules_.unknown};
  }

  // Word by word, where no piece crosses words. What short ones became is remembered, unless their places are asked
  // for.
  template <class Sink>
  Status cut(std::string_view text, ModelScratch& scratch, PieceWriter<Sink>& writer) const {
    constexpr bool kRemembers = !std::is_same_v<Sink, TokenSink>;
    CancelPoll cancelled;
    for (std::uint32_t begin = 0, end = 0; begin < text.size(); begin = end) {
      if (cancelled()) return check_cancelled();
      end = word_end(text, begin);
      const std::string_view word = text.substr(begin, end - begin);
      if (kRemembers && WordCache::can_keep(word)) {
        TG_RETURN_IF_ERROR(write_remembered(word, text, scratch, writer));
      } else {
        cut_word(text, {begin, end}, scratch);
        for (const PlacedId piece : scratch.words.found) TG_RETURN_IF_ERROR(writer.add(piece.id, piece.span));
      }
    }
    return {};
  }

  // The next visible space that stands behind another character.
  std::uint32_t word_end(std::string_view text, std::size_t begin) const {
    constexpr std::string_view kVisibleSpace = "\xE2\x96\x81";
    if (!tables_.cuts_at_spaces) return static_cast<std::uint32_t>(text.size());
    while (text.substr(begin).starts_with(kVisibleSpace)) begin += kVisibleSpace.size();
    return static_cast<std::uint32_t>(std::min(text.find(kVisibleSpace, begin), text.size()));
  }

  // The unknown is not remembered: what becomes of it depends on what stands before, and in bytes on its place.
  template <class Sink>
  Status write_remembered(std::string_view word, std::string_view text, ModelScratch& scratch,
                          PieceWriter<Sink>& writer) const {
    const WordCache::Key key = WordCache::key_of(word, text.data() + text.size());
    if (const WordCache::Entry* const known = scratch.words.cache.find(key, generation_)) {
      TokenId ids[WordCache::kMostIds];
      known->read(ids);
      for (std::size_t i = 0; i < known->count(); ++i) TG_RETURN_IF_ERROR(writer.add(ids[i], {}));
      return {};
    }
    const auto begin = static_cast<std::uint32_t>(word.data() - text.data());
    cut_word(text, {begin, begin + static_cast<std::uint32_t>(word.size())}, scratch);
    bool is_known = true;
    scratch.words.ids.clear();
    for (const PlacedId piece : scratch.words.found) {
      TG_RETURN_IF_ERROR(writer.add(piece.id, piece.span));
      scratch.words.ids.push_back(piece.id);
      is_known = is_known && piece.id != rules_.unknown;
    }
    if (is_known) scratch.words.cache.keep(key, generation_, scratch.words.ids);
    return {};
  }

  // `found` becomes the pieces of a word, merged between borders that no piece crosses.
  void cut_word(std::string_view text, Span word, ModelScratch& scratch) const {
    std::vector<Symbol>& run = scratch.bpe.symbols;
    std::vector<PlacedId>& found = scratch.words.found;
    found.clear();
    run.clear();
    CancelPoll cancelled;
    for (std::uint32_t at = word.begin; at < word.end && !cancelled();) {
      const Unit unit = unit_at(text, at);
      const bool goes_on = unit.merges() && !run.empty() && may_join(run.back().id, unit.symbol.id);
      if (!goes_on) end_run(at, scratch);
      if (unit.merges()) run.push_back(unit.symbol);
      if (!unit.merges()) found.push_back({unit.piece, {at, at + unit.symbol.size}});
      at += unit.symbol.size;
    }
    end_run(word.end, scratch);
  }

  bool may_join(TokenId left, TokenId right) const {
    return !tables_.borders.knows() || tables_.borders.may_join(left, right);
  }

  // `end` is where the run ends in the text.
  void end_run(std::uint32_t end, ModelScratch& scratch) const {
    std::vector<Symbol>& run = scratch.bpe.symbols;
    std::uint32_t begin = end;
    for (const Symbol symbol : run) begin -= symbol.size;
    run.resize(merge_symbols(tables_.pairs, run, scratch.bpe.merging));
    for (const Symbol symbol : run) {
      scratch.words.found.push_back({tables_.piece_of(symbol.id), {begin, begin + symbol.size}});
      begin += symbol.size;
    }
    run.clear();
  }

  template <class Writer>
  Status cut_whole(std::string_view text, Writer& writer) const {
    std::vector<Symbol> symbols;
    CancelPoll cancelled;
    for (std::size_t at = 0; at < text.size(); at += symbols.back().size) {
      if (cancelled()) return check_cancelled();
      symbols.push_back(unit_at(text, at).symbol);
    }
    std::uint32_t begin = 0;
    for (const Symbol symbol : Resegmenting(tables_, rules_).merge(std::move(symbols))) {
      const bool merges = symbol.id != TokenTable::kNone;
      const TokenId piece = merges ? tables_.piece_of(symbol.id) : unit_at(text, begin).piece;
      TG_RETURN_IF_ERROR(writer.add(piece, {begin, begin + symbol.size}));
      begin += symbol.size;
    }
    return {};
  }

  PieceRules rules_;
  SymbolTables tables_;
  Generation generation_ = new_generation();
};

}  // namespace

Result<std::unique_ptr<const Model>> make_sentencepiece_bpe_model(const ModelSpec& spec, const ModelContext& context) {
  auto rules = PieceRules::make(spec, context.tokens.get());
  if (!rules.ok()) return rules.status();
  auto tables = SymbolTables::make(spec, rules.value());
  if (!tables.ok()) return tables.status();
  return std::unique_ptr<const Model>(
      std::make_unique<const SentencePieceBpe>(std::move(rules).value(), std::move(tables).value()));
}

}  // namespace tg
