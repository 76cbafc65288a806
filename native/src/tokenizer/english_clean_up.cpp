#include "tokenizer/english_clean_up.h"

#include <string_view>
#include <utility>

#include "tokenizer/replacing.h"

namespace tg {

// The reference's list, in its order: one rule sees what the one before left.
std::string without_artifacts(std::string text) {
  constexpr std::pair<std::string_view, std::string_view> kRules[] = {
      {" .", "."},   {" ?", "?"},           {" !", "!"},   {" ,", ","},     {" ' ", "'"},    {" n't", "n't"},
      {" 'm", "'m"}, {" do not", " don't"}, {" 's", "'s"}, {" 've", "'ve"}, {" 're", "'re"},
  };
  for (const auto& [from, to] : kRules) {
    if (text.find(from) != text.npos) text = replaced(text, from, to);
  }
  return text;
}

}  // namespace tg
