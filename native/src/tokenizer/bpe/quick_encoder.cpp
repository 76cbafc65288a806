#include "tokenizer/bpe/quick_encoder.h"

#include "base/cancelled.h"

namespace tg {
namespace {

// Pieces that are prepared together: while one is looked up, the lines of the next ones are on their way.
constexpr std::size_t kBlock = 64;

// Pieces may be cut between characters when what a character is read as depends on nothing beside it (what is left out
// or unknown lets its neighbours meet, or merges as the unknown token), and merges see characters as they stand in the
// text.
bool may_cut(const BpeTables& tables, const std::vector<Merge>& merges) {
  if (!tables.spells_everything()) return false;
  return tables.spelling.bytes || (tables.borders.knows() && !tables.merges_byte_tokens(merges));
}

}  // namespace

bool QuickEncoder::fits(const BpeTables& tables) {
  return tables.spelling.prefix.empty() && tables.spelling.suffix.empty() &&
         tables.tokens->id_bound() <= LineValue::kIdLimit;
}

QuickEncoder::QuickEncoder(const Merger& merger, const std::vector<Merge>& merges)
    : merger_(merger),
      lines_(*merger.tables().tokens, merger.own()),
      borders_(may_cut(merger.tables(), merges) ? CharacterBorders(*merger.tables().tokens) : CharacterBorders()),
      whole_(merger.tables().ignore_merges ? LineValue::kAny : LineValue::kOwn),
      generation_(new_generation()) {}

// A piece that is looked up. Without a line it is too long for one.
struct QuickEncoder::Wanted {
  ShortKey key;
  const TokenLines::Line* line;
  LineValue value;
};

// One call of encode().
template <class Sink>
class QuickEncoder::Run {
 public:
  Run(const QuickEncoder& encoder, std::string_view text, ModelScratch& scratch, Sink& sink)
      : encoder_(encoder), text_(text), scratch_(scratch.bpe), words_(scratch.words.cache), sink_(sink) {}

  Status pieces(std::span<const Span> pieces) {
    return block(pieces, encoder_.whole_, sink_, [this](std::string_view piece) { return long_piece(piece); });
  }

 private:
  std::string_view piece_at(Span place) const { return text_.substr(place.begin, place.end - place.begin); }

  // Up to kBlock pieces or parts. One that is a token with a flag of `whole` is that token; `do_long` is given those
  // that are too long for a line.
  template <class To, class DoLong>
  Status block(std::span<const Span> places, std::uint32_t whole, To& to, const DoLong& do_long) {
    std::array<Wanted, kBlock> wanted;
    for (std::size_t i = 0; i < places.size(); ++i) prepare(places[i], wanted[i]);
    for (std::size_t i = 0; i < places.size(); ++i) look_up(wanted[i], whole);
    // Room for one id a piece; what becomes several asks for its own.
    auto cursor = to.room(places.size());
    for (std::size_t i = 0; i < places.size(); ++i) {
      if (wanted[i].value.is(whole)) {
        To::put(cursor, wanted[i].value.id());
        continue;
      }
      to.wrote(cursor);
      TG_RETURN_IF_ERROR(other(piece_at(places[i]), wanted[i], to, do_long));
      cursor = to.room(places.size());
    }
    to.wrote(cursor);
    return {};
  }

  void prepare(Span place, Wanted& wanted) const {
    const std::size_t size = place.end - place.begin;
    wanted.line = nullptr;
    if (size > ShortKey::kLongest) return;
    wanted.key = text_.size() - place.begin >= 16 ? short_key_at(text_.data() + place.begin, size)
                                                  : short_key_of(piece_at(place));
    wanted.line = encoder_.lines_.line_of(wanted.key);
    __builtin_prefetch(wanted.line);
  }

  void look_up(Wanted& wanted, std::uint32_t whole) const {
    wanted.value = wanted.line ? encoder_.lines_.find(wanted.key, wanted.line) : LineValue();
    if (wanted.line && !wanted.value.is(whole)) words_.prefetch({wanted.key.low, wanted.key.high});
  }

  // A piece that is not known to be a token of its own.
  template <class To, class DoLong>
  [[gnu::noinline]] Status other(std::string_view piece, const Wanted& wanted, To& to, const DoLong& do_long) {
    return wanted.line ? short_piece(piece, wanted.key, wanted.value, to) : do_long(piece);
  }

  // REQUIRES: at most ShortKey::kLongest bytes; `value` is what the lines have for it, and not to be taken as it is.
  template <class To>
  Status short_piece(std::string_view piece, const ShortKey& key, LineValue value, To& to) {
    if (value.is(LineValue::kUnknown)) {
      const bool own = encoder_.merger_.is_own(value.id(), piece, scratch_);
      TG_RETURN_IF_ERROR(check_cancelled());
      encoder_.lines_.know(key, own);
      if (own) return put_one(value.id(), to);
    }
    const WordCache::Key word{key.low, key.high};
    if (const WordCache::Entry* const known = words_.find(word, encoder_.generation_)) {
      std::array<TokenId, WordCache::kMostIds> ids;
      known->read(ids.data());
      return put(ids, known->count(), to);
    }
    return merge(piece, to, [&](std::span<const TokenId> ids) {
      if (!ids.empty()) words_.keep(word, encoder_.generation_, ids);
    });
  }

  Status long_piece(std::string_view piece) {
    const TokenId id = encoder_.merger_.whole_piece(piece, scratch_);
    return id != TokenTable::kNone ? put_one(id, sink_) : long_part(piece, sink_);
  }

  // REQUIRES: more than ShortKey::kLongest bytes.
  template <class To>
  Status long_part(std::string_view piece, To& to) {
    if (!LongPieceCache::can_keep(piece)) return merge_once(piece, to);
    LongPieceCache& cache = scratch_.long_pieces;
    if (const LongPieceCache::Entry* const known = cache.find(piece, encoder_.generation_)) {
      return put(known->ids(), known->count(), to);
    }
    return merge(piece, to, [&](std::span<const TokenId> ids) { cache.keep(piece, encoder_.generation_, ids); });
  }

  // Merges a piece, cut where it may be. `keep` is given its ids.
  template <class To, class Keep>
  Status merge(std::string_view piece, To& to, const Keep& keep) {
    IdList* ids = &scratch_.parts;
    if (CharacterBorders::Cut cut(encoder_.borders_, piece); cut.is_whole()) {
      TG_RETURN_IF_ERROR(merge_whole(piece));
    } else {
      ids = &gathered_;  // by now nothing else is gathered: a part has no cuts of its own
      ids->clear();
      IdWriter parts(*ids);
      TG_RETURN_IF_ERROR(merge_parts(piece, cut, parts));
    }
    TG_RETURN_IF_ERROR(check_cancelled());  // merging may have stopped half-way, which nobody must remember
    put_all(*ids, to);
    keep(*ids);
    return {};
  }

  // The same where nobody wants to keep them: parts go where they belong.
  template <class To>
  Status merge_once(std::string_view piece, To& to) {
    if (CharacterBorders::Cut cut(encoder_.borders_, piece); !cut.is_whole()) return merge_parts(piece, cut, to);
    TG_RETURN_IF_ERROR(merge_whole(piece));
    put_all(scratch_.parts, to);
    return {};
  }

  // Leaves its ids in `scratch_.parts`.
  Status merge_whole(std::string_view piece) {
    bool dropped = false;
    if (!encoder_.merger_.merge(piece, scratch_, dropped)) return encoder_.merger_.tables().missing_unknown(piece);
    scratch_.parts.clear();
    for (const Symbol symbol : scratch_.symbols) scratch_.parts.push_back(symbol.id);
    return {};
  }

  // Cut by cut, a block at a time. What lies between two cuts is never a piece of its own, so it is a token only if
  // merging says so.
  template <class To>
  Status merge_parts(std::string_view piece, CharacterBorders::Cut& cut, To& to) {
    const auto base = static_cast<std::uint32_t>(piece.data() - text_.data());
    std::array<Span, kBlock> parts;
    for (std::uint32_t begin = 0; begin < piece.size();) {
      std::size_t count = 0;
      for (; count < kBlock && begin < piece.size(); ++count, cut.go_on()) {
        const auto end = static_cast<std::uint32_t>(cut.place());
        parts[count] = {base + begin, base + end};
        begin = end;
      }
      TG_RETURN_IF_ERROR(check_cancelled());
      TG_RETURN_IF_ERROR(block(std::span(parts).first(count), LineValue::kOwn, to,
                               [&](std::string_view part) { return long_part(part, to); }));
    }
    return {};
  }

  template <class To>
  static void put_all(std::span<const TokenId> ids, To& to) {
    auto cursor = to.room(ids.size());
    To::put(cursor, ids);
    to.wrote(cursor);
  }
  template <class To>
  static Status put_one(TokenId id, To& to) {
    auto cursor = to.room(1);
    To::put(cursor, id);
    to.wrote(cursor);
    return {};
  }
  template <std::size_t size, class To>
  static Status put(const std::array<TokenId, size>& ids, std::size_t count, To& to) {
    auto cursor = to.room(count);
    To::put(cursor, ids, count);
    to.wrote(cursor);
    return {};
  }

  const QuickEncoder& encoder_;
  std::string_view text_;
  BpeScratch& scratch_;
  WordCache& words_;
  Sink& sink_;
  IdList gathered_;
};

template <class Sink>
Status QuickEncoder::encode(std::string_view text, std::span<const Span> pieces, ModelScratch& scratch,
                            Sink& sink) const {
  Run<Sink> run(*this, text, scratch, sink);
  CancelPoll cancelled;
  for (std::size_t done = 0; done < pieces.size(); done += kBlock) {
    if (cancelled()) return check_cancelled();
    TG_RETURN_IF_ERROR(run.pieces(pieces.subspan(done, std::min(kBlock, pieces.size() - done))));
  }
  return {};
}

template Status QuickEncoder::encode(std::string_view, std::span<const Span>, ModelScratch&, IdWriter&) const;
template Status QuickEncoder::encode(std::string_view, std::span<const Span>, ModelScratch&, IdCounter&) const;

}  // namespace tg
