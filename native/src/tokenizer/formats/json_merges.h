// The merges of a tokenizer.json: strings "a b" or pairs ["a", "b"], resolved to ids. Reading the list needs no
// vocabulary, so that both can be made ready at the same time; resolving needs the whole list, and uses all cores.
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "tokengraft/large_pages.h"
#include "tokenizer/spec.h"
#include "tokenizer/token_table.h"

namespace tg {

class JsonMerges {
 public:
  // `name` is the file; it and the document that is read must outlive the list.
  explicit JsonMerges(const std::string& name) : name_(name) {}

  // Reads the list that comes next in `reader`. What is wrong with it is said by `resolve`: of two wrong merges the
  // first is named, and that a token is missing is found only then.
  void read(json::Reader& reader);

  // `prefix` is what the right side of a merge begins with and its result leaves out.
  Result<Merges> resolve(const TokenTable& tokens, const std::string& prefix) const;

 private:
  class Resolver;

  struct Parts {
    std::string_view left;
    std::string_view right;
  };

  Status read_items(json::Reader& reader);
  Status read_item(json::Reader& reader);
  Status read_pair(json::Reader& reader);
  Status read_text(json::Reader& reader, std::string_view& text);
  Status add_line(std::string_view line);
  std::size_t index_of(std::size_t place) const;
  Status refuse(std::size_t index, const std::string& what) const;

  const std::string& name_;
  LargeVector<Parts> merges_;          // plain ones lie in the document
  std::deque<std::string> spelled_;    // strings that stood there with escapes
  std::vector<std::size_t> comments_;  // how many merges stood before each
  Status read_status_;
};

}  // namespace tg
