#include "tokenizer/spec_limits.h"

#include "base/quote.h"

namespace tg {
namespace {

constexpr std::size_t kMostTexts = 16;
constexpr std::size_t kMostInserted = 4096;
constexpr std::size_t kMostGrowth = 32;
constexpr std::size_t kMostCutting = std::size_t{1} << 28;

Status over_limit(const std::string& where, const std::string& what, std::size_t limit) {
  return Status::error(Code::limit, where + ": " + what + "; the limit is " + std::to_string(limit));
}

// Ranks alone say what merges: a token may be looked at in every way to cut it in two, by all its bytes.
Status check_cuts(const ModelSpec& model) {
  std::size_t cost = 0;
  for (TokenId id = 0; id < model.vocabulary.id_bound(); ++id) {
    cost += model.vocabulary[id].size() * model.vocabulary[id].size();
  }
  if (cost <= kMostCutting) return {};
  return over_limit(model.where, "the squares of the tokens' lengths sum to " + std::to_string(cost), kMostCutting);
}

}  // namespace

Status TokenBudget::take(std::string_view token) {
  if (token.size() > kLongestToken) {
    return over_limit(where_, quote(token) + " has " + std::to_string(token.size()) + " bytes", kLongestToken);
  }
  if (token.size() > left_) return over_limit(where_, "all tokens together have too many bytes", kMostTokenBytes);
  left_ -= token.size();
  return {};
}

Status check_token_limits(const TokenizerSpec& spec) {
  TokenBudget vocabulary(spec.model.where + ".vocab");
  const TokenTable& tokens = spec.model.vocabulary;
  for (TokenId id = 0; id < tokens.id_bound(); ++id) TG_RETURN_IF_ERROR(vocabulary.take(tokens[id]));
  if (spec.model.merge_rule == MergeRule::by_rank) TG_RETURN_IF_ERROR(check_cuts(spec.model));
  TokenBudget added(spec.name + ": added_tokens");
  for (const AddedToken& token : spec.added_tokens) TG_RETURN_IF_ERROR(added.take(token.content));
  return {};
}

Status check_decoder_limits(const Decoder& decoder, const std::string& where) {
  std::vector<const Decoder*> stages;
  decoder.list_stages(stages);
  std::size_t growth = 1;
  for (const Decoder* const stage : stages) {
    growth *= stage->growth();
    if (growth > kMostGrowth) return over_limit(where, "its stages make tokens too many times as long", kMostGrowth);
  }
  return {};
}

Status check_frame_limits(const PostProcessor& processor, const std::string& where) {
  const FrameSize frame = processor.largest_frame({1, 0});
  if (frame.texts > kMostTexts) return over_limit(where, "the text is repeated too often", kMostTexts);
  if (frame.inserted > kMostInserted) return over_limit(where, "too many ids are inserted", kMostInserted);
  return {};
}

}  // namespace tg
