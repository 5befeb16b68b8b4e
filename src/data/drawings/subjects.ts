import type { Random } from '../../numerics/random/random.js';
import type { Sketch } from './canvas.js';
import { drawCat } from './cat.js';
import { type Colour, drawFur, drawPaint } from './colours.js';
import { drawButterfly, drawFish, drawOwl } from './creatures.js';
import { drawCup, drawHouse } from './home.js';
import { drawBalloon, drawDoughnut, drawHeart, drawPresent, drawStar } from './party.js';
import { drawBear, drawDog, drawRabbit } from './pets.js';
import { drawApple, drawFlower, drawMushroom, drawTree } from './plants.js';
import { drawBoat, drawCar } from './vehicles.js';

/** What an image can show, and the colours it comes in. */
export interface Subject {
  readonly sketch: Sketch;
  readonly drawColour: (random: Random) => Colour;
}

const pets = [drawDog, drawBear, drawRabbit];
const creatures = [drawFish, drawOwl, drawButterfly];
const plants = [drawTree, drawFlower, drawMushroom, drawApple];
const things = [drawHouse, drawCup, drawCar, drawBoat];
const partyThings = [drawHeart, drawStar, drawDoughnut, drawBalloon, drawPresent];

/** The subject of class 1. */
export const cat: Subject = { sketch: drawCat, drawColour: drawFur };

/** The subjects of class 0, each equally likely. */
export const others: readonly Subject[] = [
  ...pets.map((sketch) => ({ sketch, drawColour: drawFur })),
  ...[...creatures, ...plants, ...things, ...partyThings].map((sketch) => ({
    sketch,
    drawColour: drawPaint,
  })),
];
