#include "tokenizer/pipeline.h"

#include <algorithm>

#include "base/cancelled.h"
#include "text/utf8.h"
#include "tokenizer/trimming.h"

namespace tg {
namespace {

// Room for one text at a time, one a thread. What a huge text needed is given back after it.
struct Scratch {
  AddedScratch added;
  std::vector<AddedMatch> written;
  std::vector<AddedMatch> normalized;
  AlignedText rewritten;
  CutText cut;
  ModelScratch model;
  std::vector<PieceToken> tokens;
};

constexpr std::size_t kKeptTextSize = std::size_t{1} << 20;

class ScratchLoan {
 public:
  explicit ScratchLoan(std::size_t text_size) : is_kept_(text_size <= kKeptTextSize) {}
  ~ScratchLoan() {
    if (!is_kept_) give_back();
  }
  ScratchLoan(const ScratchLoan&) = delete;
  ScratchLoan& operator=(const ScratchLoan&) = delete;

  Scratch& operator*() const { return room(); }

 private:
  // All but what is remembered of pieces, which has a fixed size.
  static void give_back() {
    Scratch scratch;
    std::swap(scratch.model.words.cache, room().model.words.cache);
    std::swap(scratch.model.bpe.long_pieces, room().model.bpe.long_pieces);
    room() = std::move(scratch);
  }
  static Scratch& room() {
    thread_local Scratch scratch;
    return scratch;
  }
  bool is_kept_;
};

// ---- where tokens go ------------------------------------------------------------------------------------------------

struct IdDestination {
  IdList& ids;

  Status add_pieces(const Pipeline& pipeline, Scratch& scratch) {
    return pipeline.model.append_ids(scratch.cut.text.bytes, scratch.cut.pieces, scratch.model, ids);
  }
  void add_token(TokenId id, TextView) { ids.push_back(id); }
};

struct CountDestination {
  std::size_t& count;

  Status add_pieces(const Pipeline& pipeline, Scratch& scratch) {
    return pipeline.model.count_ids(scratch.cut.text.bytes, scratch.cut.pieces, scratch.model, count);
  }
  void add_token(TokenId, TextView) { ++count; }
};

struct PieceDestination {
  PieceSink& sink;

  Status add_pieces(const Pipeline&, Scratch& scratch) {
    sink.take(scratch.cut.text.bytes, scratch.cut.pieces);
    return {};
  }
  void add_token(TokenId, TextView) {}
};

struct EncodingDestination {
  SequenceEncoding& out;
  std::uint32_t words = 0;

  Status add_pieces(const Pipeline& pipeline, Scratch& scratch) {
    const std::span<const Span> pieces = scratch.cut.pieces;
    for (std::size_t done = 0; done < pieces.size(); done += kPiecesAtOnce) {
      TG_RETURN_IF_ERROR(
          add_some(pipeline, pieces.subspan(done, std::min(kPiecesAtOnce, pieces.size() - done)), scratch));
    }
    return {};
  }
  void add_token(TokenId id, TextView covered) { add(id, covered, words++, blanks_of(covered.bytes)); }

 private:
  // What tokens of so many pieces take stays small.
  static constexpr std::size_t kPiecesAtOnce = std::size_t{1} << 14;

  Status add_some(const Pipeline& pipeline, std::span<const Span> pieces, Scratch& scratch) {
    const TextView text = scratch.cut.text;
    scratch.tokens.clear();
    TG_RETURN_IF_ERROR(pipeline.model.append_tokens(text.bytes, pieces, scratch.model, scratch.tokens));
    CancelPoll cancelled;
    for (const PieceToken& token : scratch.tokens) {
      if (cancelled()) return check_cancelled();
      add(token.id, text.part(token.span), words + token.piece, written_blanks(pipeline.vocabulary, token.id));
    }
    words += static_cast<std::uint32_t>(pieces.size());
    return {};
  }

  // Raw bytes are not written in stand-ins; nothing that reads such files trims offsets.
  static Blanks written_blanks(const Vocabulary& vocabulary, TokenId id) {
    if (vocabulary.alphabet() == TokenAlphabet::bytes) return {};
    return blanks_of(vocabulary.table()[id]);
  }

  void add(TokenId id, TextView covered, std::uint32_t word, Blanks blanks) {
    Encoding& encoding = out.encoding;
    encoding.ids.push_back(id);
    encoding.offsets.push_back(covered.origins.front().begin);
    encoding.offsets.push_back(covered.origins.back().end);
    encoding.type_ids.push_back(0);
    encoding.special_mask.push_back(0);
    encoding.word_ids.push_back(static_cast<std::int32_t>(word));
    out.blanks.push_back(blanks);
  }
};

// ---- the stages -----------------------------------------------------------------------------------------------------

template <class Destination>
class Run {
 public:
  Run(const Pipeline& pipeline, SpecialPolicy special, Scratch& scratch, Destination& to)
      : pipeline_(pipeline), special_(special), scratch_(scratch), to_(to) {}

  // When the work is cancelled, stages leave early with anything at all: nothing may look at what they left.
  Status text(TextView text) {
    whole_ = text.bytes.data();
    TG_RETURN_IF_ERROR(pipeline_.added.written().find(text, special_, scratch_.added, scratch_.written));
    TG_RETURN_IF_ERROR(check_cancelled());
    return between(text, scratch_.written, [this](TextView part) { return normalize(part); });
  }

 private:
  Status normalize(TextView text) {
    const Normalizer* const normalizer = pipeline_.normalizer;
    if (normalizer && !normalizer->keeps(text.bytes)) {
      scratch_.rewritten.bytes.assign(text.bytes);
      scratch_.rewritten.origins.assign(text.origins.begin(), text.origins.end());
      scratch_.rewritten.limit = longest_rewriting(text.bytes.size());
      TG_RETURN_IF_ERROR(normalizer->normalize(scratch_.rewritten, text.is_tracked()));
      TG_RETURN_IF_ERROR(check_cancelled());
      text = view_of(scratch_.rewritten);
    }
    TG_RETURN_IF_ERROR(pipeline_.added.normalized().find(text, special_, scratch_.added, scratch_.normalized));
    TG_RETURN_IF_ERROR(check_cancelled());
    return between(text, scratch_.normalized, [this](TextView part) { return tokenize(part); });
  }

  Status tokenize(TextView text) {
    scratch_.cut.begin(text);
    scratch_.cut.begins_text = text.is_tracked() ? text.origins.front().begin == 0 : text.bytes.data() == whole_;
    if (pipeline_.pre_tokenizer) TG_RETURN_IF_ERROR(pipeline_.pre_tokenizer->cut(scratch_.cut));
    TG_RETURN_IF_ERROR(check_cancelled());
    return to_.add_pieces(pipeline_, scratch_);
  }

  // Sends the added tokens on, and what lies between them through `stage`, from left to right.
  template <class Stage>
  Status between(TextView text, const std::vector<AddedMatch>& matches, const Stage& stage) {
    std::uint32_t done = 0;
    for (const AddedMatch& match : matches) {
      if (done < match.span.begin) TG_RETURN_IF_ERROR(stage(text.part({done, match.span.begin})));
      to_.add_token(match.id, text.part(match.span));
      done = match.span.end;
    }
    const auto size = static_cast<std::uint32_t>(text.bytes.size());
    return done < size ? stage(text.part({done, size})) : Status();
  }

  const Pipeline& pipeline_;
  SpecialPolicy special_;
  Scratch& scratch_;
  Destination& to_;
  const char* whole_ = nullptr;
};

// Every byte comes from the character that it is part of.
std::vector<Span> own_origins(std::string_view text) {
  std::vector<Span> origins;
  origins.reserve(text.size());
  CancelPoll cancelled;
  for (std::uint32_t at = 0; at < text.size() && !cancelled();) {
    const auto size = static_cast<std::uint32_t>(utf8_length(static_cast<unsigned char>(text[at])));
    origins.insert(origins.end(), size, Span{at, at + size});
    at += size;
  }
  return origins;
}

template <class Destination>
Status run(const Pipeline& pipeline, std::string_view text, SpecialPolicy special, bool track, Destination to) {
  const std::vector<Span> origins = track ? own_origins(text) : std::vector<Span>();
  TG_RETURN_IF_ERROR(check_cancelled());
  const ScratchLoan scratch(text.size());
  return Run<Destination>(pipeline, special, *scratch, to).text({text, origins});
}

// A special token that is refused in normalized text must be found in the text as written, for the message.
// And where a normalizer rewrites the text, some pre-tokenizers ask which part of it begins the text.
bool must_track(const Pipeline& pipeline, SpecialPolicy special) {
  if (pipeline.normalizer && pipeline.pre_tokenizer && pipeline.pre_tokenizer->needs_origins()) return true;
  return special == SpecialPolicy::refuse && pipeline.added.normalized().has_special();
}

}  // namespace

Status Pipeline::append_ids(std::string_view text, SpecialPolicy special, IdList& ids) const {
  return run(*this, text, special, must_track(*this, special), IdDestination{ids});
}

Status Pipeline::count_ids(std::string_view text, SpecialPolicy special, std::size_t& count) const {
  return run(*this, text, special, must_track(*this, special), CountDestination{count});
}

Status Pipeline::cut(std::string_view text, SpecialPolicy special, PieceSink& sink) const {
  return run(*this, text, special, must_track(*this, special), PieceDestination{sink});
}

Status Pipeline::encode(std::string_view text, SpecialPolicy special, SequenceEncoding& encoding) const {
  encoding.text = text;
  TG_RETURN_IF_ERROR(run(*this, text, special, true, EncodingDestination{encoding}));
  encoding.set_sequence(0);
  return {};
}

}  // namespace tg
