#include "tokenizer/formats/rank_spec.h"

#include <utility>

namespace tg {
namespace {

using json::Value;

Value byte_level() {
  return Value::object({{"type", Value::of("ByteLevel")},
                        {"add_prefix_space", Value::of(false)},
                        {"trim_offsets", Value::of(false)},
                        {"use_regex", Value::of(false)}});
}

Value split(const std::string& pattern) {
  return Value::object({{"type", Value::of("Split")},
                        {"pattern", Value::object({{"Regex", Value::of(pattern)}})},
                        {"behavior", Value::of("Removed")},
                        {"invert", Value::of(true)}});
}

ModelSpec model_of(TokenTable vocabulary, const std::string& where) {
  ModelSpec model;
  model.type = "BPE";
  model.options = Value::object({{"type", Value::of("BPE")}, {"ignore_merges", Value::of(true)}});
  model.where = where;
  model.alphabet = TokenAlphabet::bytes;
  model.merge_rule = MergeRule::by_rank;
  model.vocabulary = std::move(vocabulary);
  return model;
}

}  // namespace

TokenizerSpec spec_of_ranks(TokenTable ranks, const std::string& pattern, const RankPlaces& places) {
  TokenizerSpec spec;
  spec.name = places.name;
  spec.pre_tokenizer = {
      Value::object({{"type", Value::of("Sequence")}, {"pretokenizers", Value::array({split(pattern), byte_level()})}}),
      places.name + ": " + places.pattern};
  spec.decoder = {byte_level(), places.name + ": decoder"};
  spec.model = model_of(std::move(ranks), places.name + ": " + places.ranks);
  return spec;
}

}  // namespace tg
