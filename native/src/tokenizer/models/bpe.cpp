// Byte-pair encoding: over bytes (GPT-2, tiktoken) or over characters with byte fallback (Llama 2, Gemma).
#include <atomic>

#include "base/quote.h"
#include "tokenizer/bpe/borders.h"
#include "tokenizer/bpe/bpe_tables.h"
#include "tokenizer/byte_alphabet.h"
#include "tokenizer/model.h"

namespace tg {
namespace {

// ---- what becomes of tokens: three sinks for one loop ---------------------------------------------------------------

struct IdSink {
  static constexpr bool kPlaces = false;
  std::vector<TokenId>& ids;
  void token(std::uint32_t, TokenId id, Span) { ids.push_back(id); }
};

struct CountSink {
  static constexpr bool kPlaces = false;
  std::size_t& count;
  void token(std::uint32_t, TokenId, Span) { ++count; }
};

struct TokenSink {
  static constexpr bool kPlaces = true;
  std::vector<PieceToken>& tokens;
  void token(std::uint32_t piece, TokenId id, Span span) { tokens.push_back({id, span, piece}); }
};

// ---- the model ------------------------------------------------------------------------------------------------------

class Bpe final : public Model {
 public:
  explicit Bpe(BpeTables tables)
      : tables_(std::move(tables)), reader_(*tables_.tokens, tables_.spelling), own_(tables_.tokens->id_bound()) {}

  Status append_ids(std::string_view text, std::span<const Span> pieces, ModelScratch& scratch,
                    std::vector<TokenId>& ids) const override {
    return run(text, pieces, scratch.bpe, IdSink{ids});
  }
  Status count_ids(std::string_view text, std::span<const Span> pieces, ModelScratch& scratch,
                   std::size_t& count) const override {
    return run(text, pieces, scratch.bpe, CountSink{count});
  }
  Status append_tokens(std::string_view text, std::span<const Span> pieces, ModelScratch& scratch,
                       std::vector<PieceToken>& tokens) const override {
    return run(text, pieces, scratch.bpe, TokenSink{tokens});
  }
  std::size_t memory_bytes() const override {
    return tables_.pairs.memory_bytes() + tables_.borders.memory_bytes() + tg::memory_bytes(own_);
  }

 private:
  // Whether merging a token's own bytes gives the token back: then a piece that is the token is that token.
  enum class Own : std::uint8_t { unknown, yes, no };

  template <class Sink>
  Status run(std::string_view text, std::span<const Span> pieces, BpeScratch& scratch, Sink sink) const;
  template <class Sink>
  void place_in_stand_ins(std::uint32_t number, Span place, std::string_view piece, BpeScratch& scratch,
                          Sink sink) const;
  TokenId whole_piece(std::string_view piece, BpeScratch& scratch) const;
  bool is_own(TokenId id, std::string_view piece, BpeScratch& scratch) const;
  bool merge_piece(std::string_view piece, BpeScratch& scratch, bool& dropped) const;
  std::size_t merge_between_borders(std::vector<Symbol>& symbols, MergeScratch& scratch) const;

  BpeTables tables_;
  SymbolReader reader_;
  mutable std::vector<std::atomic<Own>> own_;  // found out when first needed; every thread finds the same
};

template <class Sink>
Status Bpe::run(std::string_view text, std::span<const Span> pieces, BpeScratch& scratch, Sink sink) const {
  for (std::uint32_t i = 0; i < pieces.size(); ++i) {
    const Span place = pieces[i];
    const std::string_view piece = text.substr(place.begin, place.end - place.begin);
    if (const TokenId id = whole_piece(piece, scratch); id != TokenTable::kNone) {
      sink.token(i, id, place);
      continue;
    }
    bool dropped = false;
    if (!merge_piece(piece, scratch, dropped)) return tables_.missing_unknown(piece);
    if (Sink::kPlaces && dropped && tables_.spelling.bytes) {
      place_in_stand_ins(i, place, piece, scratch, sink);
      continue;
    }
    std::uint32_t begin = place.begin;
    for (const Symbol symbol : scratch.symbols) {
      sink.token(i, symbol.id, {begin, begin + symbol.size});
      begin += symbol.size;
    }
  }
  return {};
}

// A byte that left no symbol takes no room either in the reference's places, which count the bytes of stand-ins; from
// there on they are out of step with the text. The same places come out here.
template <class Sink>
void Bpe::place_in_stand_ins(std::uint32_t number, Span place, std::string_view piece, BpeScratch& scratch,
                             Sink sink) const {
  std::vector<std::uint32_t> byte_at;
  for (std::uint32_t i = 0; i < piece.size(); ++i) {
    byte_at.insert(byte_at.end(), stand_in_size(static_cast<std::uint8_t>(piece[i])), place.begin + i);
  }
  scratch.symbols.clear();
  reader_.read_in_stand_ins(piece, scratch);
  scratch.symbols.resize(merge_between_borders(scratch.symbols, scratch.merging));
  std::uint32_t begin = 0;
  for (const Symbol symbol : scratch.symbols) {
    sink.token(number, symbol.id, {byte_at[begin], byte_at[begin + symbol.size - 1] + 1});
    begin += symbol.size;
  }
}

TokenId Bpe::whole_piece(std::string_view piece, BpeScratch& scratch) const {
  if (piece.size() > tables_.longest_token) return TokenTable::kNone;
  const TokenId id = tables_.tokens->find(piece);
  if (id == TokenTable::kNone || tables_.ignore_merges || is_own(id, piece, scratch)) return id;
  return TokenTable::kNone;
}

bool Bpe::is_own(TokenId id, std::string_view piece, BpeScratch& scratch) const {
  std::atomic<Own>& known = own_[id];
  if (const Own own = known.load(std::memory_order_relaxed); own != Own::unknown) return own == Own::yes;
  bool dropped = false;
  const bool read = merge_piece(piece, scratch, dropped);
  const bool own = read && !dropped && scratch.symbols.size() == 1 && scratch.symbols[0].id == id;
  known.store(own ? Own::yes : Own::no, std::memory_order_relaxed);
  return own;
}

bool Bpe::merge_piece(std::string_view piece, BpeScratch& scratch, bool& dropped) const {
  scratch.symbols.clear();
  if (!reader_.read(piece, scratch, dropped)) return false;
  scratch.symbols.resize(merge_between_borders(scratch.symbols, scratch.merging));
  return true;
}

std::size_t Bpe::merge_between_borders(std::vector<Symbol>& symbols, MergeScratch& scratch) const {
  if (!tables_.borders.knows()) return merge_symbols(tables_.pairs, symbols, scratch);
  std::size_t done = 0;
  for (std::size_t begin = 0, end = 0; begin < symbols.size(); begin = end) {
    for (end = begin + 1; end < symbols.size(); ++end) {
      if (!tables_.borders.may_join(symbols[end - 1].id, symbols[end].id)) break;
    }
    const std::span<Symbol> run = std::span(symbols).subspan(begin, end - begin);
    const std::size_t count = merge_symbols(tables_.pairs, run, scratch);
    std::copy(run.begin(), run.begin() + static_cast<std::ptrdiff_t>(count),
              symbols.begin() + static_cast<std::ptrdiff_t>(done));
    done += count;
  }
  return done;
}

}  // namespace

Result<std::unique_ptr<const Model>> make_bpe_model(const ModelSpec& spec, const ModelContext& context) {
  auto tables = BpeTables::make(spec, context.vocabulary.table(), context.tokens, context.bytes);
  if (!tables.ok()) return tables.status();
  return std::unique_ptr<const Model>(std::make_unique<const Bpe>(std::move(tables).value()));
}

}  // namespace tg
