// Takes out the spaces that cutting English into words put in: before full stops, in "do n't" and the like.
#pragma once

#include <string>

namespace tg {

std::string without_artifacts(std::string text);

}  // namespace tg
