// What becomes of the tokens that a model finds: ids, their number, or tokens with places. A model has one loop over
// pieces, `run(text, pieces, scratch, sink)`, for all three.
#pragma once

#include "tokenizer/model.h"

namespace tg {

struct IdSink {
  IdList& ids;
  void add(std::uint32_t, TokenId id, Span) { ids.push_back(id); }
};

struct CountSink {
  std::size_t& count;
  void add(std::uint32_t, TokenId, Span) { ++count; }
};

struct TokenSink {
  std::vector<PieceToken>& tokens;
  void add(std::uint32_t piece, TokenId id, Span span) { tokens.push_back({id, span, piece}); }
};

// `Kind` derives from this and has the loop.
template <class Kind>
class SinkModel : public Model {
 public:
  Status append_ids(std::string_view text, std::span<const Span> pieces, ModelScratch& scratch,
                    IdList& ids) const final {
    return kind().run(text, pieces, scratch, IdSink{ids});
  }
  Status count_ids(std::string_view text, std::span<const Span> pieces, ModelScratch& scratch,
                   std::size_t& count) const final {
    return kind().run(text, pieces, scratch, CountSink{count});
  }
  Status append_tokens(std::string_view text, std::span<const Span> pieces, ModelScratch& scratch,
                       std::vector<PieceToken>& tokens) const final {
    return kind().run(text, pieces, scratch, TokenSink{tokens});
  }

 private:
  const Kind& kind() const { return static_cast<const Kind&>(*this); }
};

}  // namespace tg
