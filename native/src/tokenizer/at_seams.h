// What a stage does at seams (see seams.h). Stages in a row have seams when each is blind or cuts, and one cuts.
#pragma once

#include <cstdint>

namespace tg {

enum class AtSeams : std::uint8_t {
  joins,  // it may look or reach across
  blind,  // the same comes out of both sides as of the whole
  cuts,   // and no piece spans a seam
};

}  // namespace tg
